// Bad input: each gets a message that names the thing and the remedy, in both languages, and nothing
// that was entered is lost.
import { expect, test } from './watched';
import { Applicant, eligible, inDays, LANGUAGES, messagePart } from './applicant';
import { encryptedPdf, pdf, photo, truncated, webPage, type File } from './documents';

const AWKWARD: [string, string, (good: File) => File][] = [
  ['empty', 'empty', () => ({ name: 'empty.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) })],
  ['over the limit', 'too-large', () => pdf('large.pdf', 2_100_000)],
  ['a truncated photo', 'truncated-jpeg', (good) => truncated(good)],
  ['a truncated PDF', 'truncated-pdf', () => truncated(pdf('half.pdf'))],
  ['an encrypted PDF', 'encrypted-pdf', () => encryptedPdf('secret.pdf')],
  ['a web page named .jpg', 'looks-like-html', () => webPage('passport.jpg')],
  [
    'a text named .pdf',
    'unknown-type',
    () => ({ name: 'notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('just text') }),
  ],
];

for (const lang of LANGUAGES) {
  test(`awkward documents, in ${lang}`, async ({ browser, page }) => {
    const applicant = new Applicant(page, lang);
    const good = await photo(browser, 'good.jpg');
    await applicant.openForm();
    await applicant.answer(eligible());
    await applicant.attach('itk', good);
    for (const [what, code, make] of AWKWARD) {
      await test.step(what, async () => {
        const file = make(good);
        await applicant.attach('passport', file);
        const document = applicant.document('passport');
        await expect(document).toContainText(messagePart(lang, code));
        await expect(document).toContainText(file.name);
        await applicant.send();
        await expect(applicant.receipt).toHaveCount(0);
        await page.locator('[data-document="passport"] button').first().click();
        await expect(document).not.toContainText(file.name);
      });
    }
    // What was entered before is still there.
    await expect(applicant.document('itk')).toContainText('good.jpg');
    await expect(page.locator('[name="itk_expires"]')).toHaveValue(inDays(90));
  });

  test(`a photo with the name of a PDF is taken for what it is, in ${lang}`, async ({ browser, page }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm();
    await applicant.answer(eligible());
    await applicant.attach('passport', await photo(browser, 'passport.pdf'));
    await expect(applicant.document('passport')).toContainText('passport.pdf');
    await expect(applicant.document('passport').locator('[aria-invalid="true"], .problem:not(:empty)')).toHaveCount(0);
  });

  test(`a wrong date is named, and the other answers stay, in ${lang}`, async ({ page }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm();
    await applicant.answer({ ...eligible(), itk_expires: inDays(4000) });
    await expect(page.locator('main')).toContainText(messagePart(lang, 'date-too-late'));
    await expect(applicant.verdict).toHaveAttribute('data-verdict', 'needs-answers');
    await applicant.send();
    await expect(applicant.receipt).toHaveCount(0);
    await expect(page.locator('[name="visa_origin"][value="visit-visa"]')).toBeChecked();
  });

  test(`pressing send too early lists everything that is missing, in ${lang}`, async ({ page }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm();
    await applicant.send();
    const summary = page.locator('#missing');
    await expect(summary).toBeFocused();
    expect(await summary.locator('a').count()).toBeGreaterThan(5);
    await summary.locator('a').first().click();
    await expect(page.locator('[name="visa_origin"]').first()).toBeFocused();
  });
}
