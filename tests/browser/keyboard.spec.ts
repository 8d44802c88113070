// With a keyboard alone, from the home page to the receipt; and what a screen reader is told on the way.
import { expect, test, type Locator, type Page } from './watched';
import { listen } from './a11y';
import { Applicant, eligible, LANGUAGES, messagePart, PERSON, SERVICE } from './applicant';
import { pdf, webPage } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

/** What is focused: where it is in the document, whether it shows that, whether anything of it can be seen. */
interface Stop {
  /** Which of all elements it is. */
  place: number;
  html: string;
  isShown: boolean;
  isSeen: boolean;
}

function focused(page: Page): Promise<Stop> {
  return page.evaluate(() => {
    const element = document.activeElement!;
    // Radio buttons and hidden fields show their focus on what is around them, or beside them.
    const shown = [element, element.closest('label'), element.nextElementSibling].filter((found) => found !== null);
    const isShown = shown.some((found) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(found);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const seen = shown.some((found) => {
      const { left, right, top, bottom } = found.getBoundingClientRect();
      return [0.1, 0.5, 0.9].some((across) =>
        [0.1, 0.5, 0.9].some((down) => {
          const at = document.elementFromPoint(left + (right - left) * across, top + (bottom - top) * down);
          return at !== null && (found.contains(at) || at.contains(found));
        }),
      );
    });
    const place = [...document.querySelectorAll('*')].indexOf(element);
    return { place, html: element.outerHTML.slice(0, 120), isShown, isSeen: seen };
  });
}

/** Presses a key until this is focused. Every stop on the way shows its focus, and is not hidden (2.4.7, 2.4.11). */
async function moveTo(page: Page, target: Locator, key = 'Tab') {
  for (let stops = 0; stops < 150; stops++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    await expect.poll(async () => (await focused(page)).isSeen, (await focused(page)).html).toBe(true);
    const stop = await focused(page);
    expect(stop.isShown, `the focus shows on ${stop.html}`).toBe(true);
  }
  throw new Error(`${target} is not reached by ${key}`);
}

/** Chooses an option as a keyboard does: to the group by Tab, within it by the arrows. */
async function choose(page: Page, question: string, value: string) {
  const options = page.locator(`[type="radio"][name="${question}"]`);
  const isInGroup = () =>
    page.evaluate((name) => (document.activeElement as HTMLInputElement).name === name, question);
  for (let stops = 0; !(await isInGroup()); stops++) {
    if (stops > 20) throw new Error(`${question} is not reached`);
    await page.keyboard.press('Tab');
  }
  const values = await options.evaluateAll((found) => found.map((option) => (option as HTMLInputElement).value));
  await page.keyboard.press('Space');
  for (let down = 0; down < values.indexOf(value); down++) await page.keyboard.press('ArrowDown');
  await expect(page.locator(`[name="${question}"][value="${value}"]`)).toBeChecked();
}

/** Chooses a file where the focus is. */
async function chooseFile(page: Page, document: string, file: ReturnType<typeof pdf>) {
  await moveTo(page, page.locator(`input[type=file][name="${document}"]`).first());
  const chosen = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await (await chosen).setFiles(file);
}

for (const lang of LANGUAGES) {
  // If it broke, whoever cannot use a mouse or touch a screen could not apply, or would get lost on the way.
  test(`from the home page to the receipt with the keyboard alone, in ${lang}`, async ({ page }) => {
    const endpoint = await Endpoint.start();
    try {
      const applicant = new Applicant(page, lang, endpoint.url);
      // From now on the browser hands its dialogue over to the test: asked for with the key, it could be too late.
      page.on('filechooser', () => {});
      await page.goto(`${endpoint.url}/${lang}/`);
      // The first stop leads past what every page begins with.
      await page.keyboard.press('Tab');
      await expect(page.locator('.skip')).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page.locator('#content')).toBeFocused();
      for (const path of [`/${lang}/services/`, `/${lang}/services/${SERVICE}/`, `/${lang}/services/${SERVICE}/apply/`]) {
        await moveTo(page, page.locator(`a[href="${path}"]`).first());
        await page.keyboard.press('Enter');
        await page.waitForURL(`**${path}`);
      }
      await applicant.waitForForm();

      const { itk_expires, has_responsible_person, ...radios } = eligible();
      await choose(page, 'visa_origin', radios.visa_origin);
      await choose(page, 'activity', radios.activity);
      await moveTo(page, page.locator('[name="itk_expires"]'));
      // Which of its parts comes first depends on the browser's own language.
      await page.locator('[name="itk_expires"]').fill(itk_expires);
      await choose(page, 'applicant', radios.applicant);
      await choose(page, 'has_guarantor', radios.has_guarantor);
      await choose(page, 'has_responsible_person', has_responsible_person);
      await choose(page, 'filing_state', radios.filing_state);

      // Sent too early: the list of what is missing is focused, and its links lead to the fields.
      await moveTo(page, page.locator('#send'));
      await page.keyboard.press('Enter');
      await expect(page.locator('#missing')).toBeFocused();
      await moveTo(page, page.locator('#missing a[href="#full_name"]'));
      await page.keyboard.press('Enter');
      await expect(applicant.detail('full_name')).toBeFocused();
      await page.keyboard.type(PERSON.full_name);

      // A file that is not right goes again, and the focus is where another one is chosen.
      await chooseFile(page, 'passport', webPage('passport.pdf'));
      await expect(applicant.document('passport').locator('.file.wrong')).toBeVisible({ timeout: 30_000 });
      await moveTo(page, applicant.document('passport').locator('[data-remove]'));
      await page.keyboard.press('Space');
      await expect(page.locator('[id="passport"]')).toBeFocused();
      await chooseFile(page, 'passport', pdf('passport.pdf', 50_000));
      await chooseFile(page, 'itk', pdf('permit.pdf', 50_000));
      await chooseFile(page, 'special-requirements', pdf('contract.pdf', 50_000));
      await applicant.filesAreRight(3);
      // Back again the same way.
      await moveTo(page, page.locator('[id="itk"]'), 'Shift+Tab');

      await moveTo(page, page.locator('#send'));
      await page.keyboard.press('Space');
      await expect(applicant.receipt).toBeVisible({ timeout: 30_000 });
      await expect(page.locator('#receipt-title')).toBeFocused();
      await moveTo(page, page.locator(`main a[href*="/status/"]`).first());
    } finally {
      await endpoint.remove();
    }
  });

  // If it broke, whoever follows the focus would be thrown to and fro in the page.
  test(`the order of the focus is that of the page, there and back, in ${lang}`, async ({ page }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm();
    await applicant.answer(eligible());
    await page.locator('body').evaluate(() => (document.activeElement as HTMLElement).blur());
    const walk = async (key: string) => {
      const stops = [(await focused(page)).place];
      for (let at = 0; at < 120; at++) {
        await page.keyboard.press(key);
        const { place, html } = await focused(page);
        // Past the last one the browser itself is focused.
        if (html.startsWith('<body')) break;
        // Day, month and year of a date are stops of one field.
        if (place === stops.at(-1)) continue;
        if (stops.includes(place)) break;
        stops.push(place);
      }
      return stops;
    };
    await page.evaluate(() => (document.querySelector('.skip') as HTMLElement).focus());
    const there = await walk('Tab');
    expect(there.length).toBeGreaterThan(25);
    expect(there).toEqual([...there].sort((one, other) => one - other));
    await page.evaluate((last) => (document.querySelectorAll('*')[last] as HTMLElement).focus(), there.at(-1)!);
    const back = await walk('Shift+Tab');
    expect(back).toEqual([...there].reverse());
  });

  // If it broke, a screen reader would say the same thing twice, interrupt its user, or talk without end.
  test(`what is wrong is announced once, and progress from time to time, in ${lang}`, async ({ page }) => {
    const endpoint = await Endpoint.start();
    const link = await Link.to(endpoint);
    try {
      const applicant = new Applicant(page, lang, link.url);
      await applicant.openForm();
      await applicant.answer(eligible());
      const heard = await listen(page);
      await applicant.detail('email').fill('grace at example');
      await applicant.detail('email').blur();
      const missing = messagePart(lang, 'missing-detail');
      const wrong = messagePart(lang, 'not-an-email');
      const times = async (words: string) => (await heard()).filter(({ says }) => says.includes(words)).length;
      await expect.poll(() => times(wrong)).toBe(1);
      expect(await times(missing)).toBe(0);
      for (let presses = 0; presses < 2; presses++) {
        await applicant.send();
        await expect(page.locator('#missing')).toBeFocused();
        expect(await times(missing)).toBe(1);
        expect(await times(wrong)).toBe(1);
      }
      // The verdict was announced when it came, and not again with every keystroke.
      const verdict = await applicant.verdict.innerText();
      await applicant.enter({ ...PERSON, email: '' });
      expect(await times(verdict)).toBe(0);

      await applicant.attach('passport', pdf('passport.pdf', 400_000));
      await applicant.attach('itk', pdf('permit.pdf', 400_000));
      await applicant.attach('special-requirements', pdf('contract.pdf', 400_000));
      await applicant.filesAreRight(3);
      const before = (await heard()).length;
      link.faults = { bytesPerSecond: 400_000 };
      await applicant.send();
      await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
      const sending = (await heard()).slice(before);
      // Politely, that it has begun and ended, and each quarter on the way; of a piece nothing.
      expect(sending.filter(({ how }) => how !== 'polite')).toEqual([]);
      const quarters = sending.filter(({ says }) => says.includes('%'));
      expect(quarters.length).toBeGreaterThan(0);
      expect(quarters.length).toBeLessThanOrEqual(5);
      expect(sending.length).toBeLessThanOrEqual(12);
      expect(new Set(quarters.map(({ says }) => says)).size).toBe(quarters.length);
    } finally {
      await link.close();
      await endpoint.remove();
    }
  });
}
