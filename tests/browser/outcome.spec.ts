// What the answers lead to: the verdict in sight, days that have passed, deadlines for a calendar.
import { expect, test, type Page } from './watched';
import { readFileSync } from 'node:fs';
import { Applicant, eligible, inDays, LANGUAGES, SERVICE } from './applicant';

test('the verdict is in sight of the question that decides it, and leads to its reasons', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  const bar = page.locator('.bar');
  await page.goto(`/en/services/${SERVICE}/apply/`);
  await applicant.waitForForm();
  await expect(bar).toBeHidden();
  await applicant.answer({ visa_origin: 'visa-on-arrival' });
  await expect(bar).toHaveAttribute('data-bar', 'not-eligible');
  await expect(bar).toBeInViewport();
  await bar.getByRole('link').click();
  await expect(applicant.verdict).toBeFocused();
  await expect(applicant.verdict).toBeInViewport();
});

for (const [width, height] of [
  [360, 640],
  [320, 256],
]) {
  test(`nothing that is focused is under the bar, at ${width} by ${height}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    const applicant = new Applicant(page, 'en');
    await page.goto(`/en/services/${SERVICE}/apply/`);
    await applicant.waitForForm();
    await applicant.answer(eligible());
    await page.locator('[name="visa_origin"]').first().focus();
    for (let stops = 0; stops < 25; stops++) {
      await page.keyboard.press('Tab');
      // The page may still be scrolling there.
      await expect.poll(() => isUnderTheBar(page)).toBe(false);
    }
  });
}

/** Whether the middle of what is focused is covered. */
function isUnderTheBar(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const bar = document.querySelector('.bar')!.getBoundingClientRect();
    const focused = document.activeElement!;
    if (focused.closest('.bar')) return false;
    const { top, height } = focused.getBoundingClientRect();
    return top + height / 2 > bar.top && top < bar.bottom;
  });
}

for (const lang of LANGUAGES) {
  test(`deadlines become a file for a calendar, in ${lang}`, async ({ page }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm();
    await applicant.answer(eligible());
    const save = async () => {
      const download = page.waitForEvent('download');
      await page.locator('#outcome .calendar').click();
      const file = await download;
      expect(file.suggestedFilename()).toBe(`${SERVICE}.ics`);
      return readFileSync(await file.path(), 'utf8');
    };
    const text = await save();
    const lines = text.replaceAll('\r\n ', '').split('\r\n');
    expect(lines[0]).toBe('BEGIN:VCALENDAR');
    expect(lines.slice(-2)).toEqual(['END:VCALENDAR', '']);
    expect(lines).toContain(`DTSTART;VALUE=DATE:${inDays(60).replaceAll('-', '')}`);
    expect(lines).toContain(`UID:file-by.${SERVICE}.${inDays(60)}@panduan`);
    const address = lines.find((line) => line.startsWith('DESCRIPTION:http'));
    expect(address).toContain(`/${lang}/services/${SERVICE}/apply/`);
    // The answers are in the page's address; the file knows nothing of them.
    expect(text).not.toContain('visit-visa');
    expect(await save()).toBe(text);
  });
}

test('a deadline that has passed says so, and is in no calendar', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer({ ...eligible(), itk_expires: inDays(10) });
  const deadline = page.locator('[data-deadline="file-by"]');
  await expect(deadline.locator('time')).toHaveAttribute('datetime', inDays(-20));
  await expect(deadline).toContainText('This day has passed');
  await expect(page.locator('#outcome .calendar')).toHaveCount(0);
});
