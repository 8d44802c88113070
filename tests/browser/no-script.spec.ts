// The form in a browser without JavaScript: filled in, sent in one piece, and answered with a page.
import { expect, test } from './watched';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Applicant, eligible, LANGUAGES, PERSON, SERVICE } from './applicant';
import { pdf, webPage } from './documents';
import { Endpoint, pack } from './endpoint';

test.use({ javaScriptEnabled: false });

/** The one button that sends without scripts, in whichever language. */
const BUTTON = 'button[formmethod="post"]';

for (const lang of LANGUAGES) {
  // If it broke, whoever has no JavaScript could not apply, or would send something else than the others.
  test(`a form is sent without JavaScript, in ${lang}`, async ({ page }) => {
    const endpoint = await Endpoint.start();
    try {
      await page.goto(`${endpoint.url}/${lang}/services/${SERVICE}/apply/`);
      const applicant = new Applicant(page, lang, endpoint.url);
      const documents = {
        passport: pdf('paspor.pdf', 200_000),
        itk: pdf('izin.pdf', 400_000),
        'special-requirements': pdf('kontrak.pdf', 300_000),
      };
      await applicant.answer(eligible());
      await applicant.detail('full_name').fill(PERSON.full_name);
      for (const [id, file] of Object.entries(documents)) await applicant.attach(id, file);
      await page.locator(BUTTON).click();

      await expect(page).toHaveURL(/\/status\/[0-9A-Z-]{19}\?lang=(id|en)$/);
      await expect(page.locator('html')).toHaveAttribute('lang', lang);
      const code = await page.locator('.code').innerText();
      expect(page.url()).toContain(code);
      const { path } = endpoint.theOnePackage();
      expect(readFileSync(path).equals(pack(eligible(), PERSON, documents))).toBe(true);

      // Loaded again, or sent again by way of the Back button: the same receipt. Of what was entered the
      // browser forgets the files only.
      await page.reload();
      await expect(page.locator('.code')).toHaveText(code);
      await page.goBack();
      for (const [id, file] of Object.entries(documents)) await applicant.attach(id, file);
      await page.locator(BUTTON).click();
      await expect(page.locator('.code')).toHaveText(code);
      expect(endpoint.packages()).toHaveLength(1);
    } finally {
      await endpoint.remove();
    }
  });
}

// If it broke, every mistake would cost one more sending of all files, or a half application be stored.
test('without JavaScript everything that is wrong is listed at once, and nothing is stored', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    await page.goto(`${endpoint.url}/en/services/${SERVICE}/apply/`);
    const applicant = new Applicant(page, 'en', endpoint.url);
    const { activity, ...answers } = eligible();
    expect(activity).toBeDefined();
    await applicant.answer(answers);
    await applicant.attach('passport', webPage('paspor.pdf'));
    await page.locator(BUTTON).click();

    await expect(page.locator('h1')).toHaveText('This application was not accepted');
    const problems = page.locator('.wrong li');
    for (const part of ['no answer yet', 'Passport', 'Visit stay permit (ITK)', 'Full name', 'paspor.pdf']) {
      await expect(problems.filter({ hasText: part }).first()).toBeVisible();
    }
    expect(existsSync(join(endpoint.store, 'uploads'))).toBe(false);
    expect(endpoint.packages()).toEqual([]);
    await page.goBack();
    await expect(page.locator('[name="visa_origin"][value="visit-visa"]')).toBeChecked();
  } finally {
    await endpoint.remove();
  }
});
