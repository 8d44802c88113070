// When sending does not work: a report in the place of a screenshot, and the package to be carried.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './watched';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Applicant, eligible, LANGUAGES, messagePart, PERSON } from './applicant';
import { pdf, photo } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

for (const lang of LANGUAGES) {
  test(`an endpoint that is gone: a report, an office and a package that verifies, in ${lang}`, async ({
    browser,
    page,
  }) => {
    const endpoint = await Endpoint.start();
    const link = await Link.to(endpoint);
    try {
      const applicant = new Applicant(page, lang, link.url);
      await applicant.openForm();
      await applicant.answer(eligible());
      await applicant.enter(PERSON);
      await applicant.attach('passport', await photo(browser, 'passport.jpg'));
      await applicant.attach('itk', pdf('permit.pdf', 200_000));
      await applicant.attach('special-requirements', pdf('contract.pdf', 100_000));
      await applicant.filesAreRight(3);
      await endpoint.kill();
      await applicant.send();

      const report = page.locator('details.report');
      await report.locator('summary').click({ timeout: 30_000 });
      const paper = page.locator('#report');
      await expect(paper).toContainText(messagePart(lang, 'cause_lost'));
      await expect(paper.locator('.digest')).toHaveCount(4);
      await expect(paper).toContainText(messagePart(lang, 'begun'));
      await expect(paper).not.toContainText(PERSON.full_name);
      await page.locator('#province').selectOption('Aceh');
      await expect(paper).toContainText('Lhokseumawe');
      await expect(paper).toContainText(messagePart(lang, 'offices_unofficial'));
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations).toEqual([]);

      // The name is there only for who wants it.
      await page.locator('#name-in-report').check();
      await expect(paper).toContainText(PERSON.full_name);
      const saved = async (button: string) => {
        const [download] = await Promise.all([page.waitForEvent('download'), page.locator(button).click()]);
        return { name: download.suggestedFilename(), path: await download.path() };
      };
      const text = await saved('#save-report');
      expect(text.name).toBe('report.txt');
      expect(readFileSync(text.path, 'utf8')).toContain('Lhokseumawe');

      // It never went over the network, and it is what the endpoint would have accepted.
      const file = await saved('#save-package');
      expect(file.name).toMatch(/\.zip$/);
      const verified = ['verify', file.path, '--site', process.env.PANDUAN_DIST!];
      execFileSync(process.env.PANDUAN_UPLOAD_BIN!, verified);

      // Sending has gone on trying all the while.
      await endpoint.start();
      await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
      expect(readFileSync(endpoint.theOnePackage().path).equals(readFileSync(file.path))).toBe(true);
    } finally {
      await link.close();
      await endpoint.remove();
    }
  });
}

test('the package can be saved before anything was sent, and says what it still lacks', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer(eligible());
  await page.locator('#save-package').click();
  await expect(page.locator('#missing')).toBeFocused();
  await expect(page.locator('#missing')).toContainText('Passport');
});
