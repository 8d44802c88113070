// What a screen reader finds: roles, names and states as the browser's accessibility tree has them, kept in names/
// and to be read like any other text. `--update-snapshots` writes them anew.
import { expect, test, type Locator, type Page } from './watched';
import { Applicant, eligible, LANGUAGES, PERSON, SERVICE } from './applicant';
import { pdf, webPage } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

/** Roles that somebody moves by in a page. */
const PLACES = /^\s*- '?(banner|main|navigation|contentinfo|complementary|region|search|form|heading|table)\b/;

/** The tree below an element, without what differs from day to day and from sending to sending. */
async function tree(locator: Locator): Promise<string> {
  return (await locator.ariaSnapshot())
    .replace(/\d{1,2} (?!Tahun)\p{Lu}\p{L}+ 20\d\d(, (pukul )?\d\d:\d\d WIB)?/gu, '<day>')
    .replace(/\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b/g, '<code>')
    .replace(/\b[0-9a-f]{64}\b/g, '<digest>')
    .replace(/itk_expires=[\d-]+/g, 'itk_expires=<day>')
    .replace(/\d+([.,]\d+)? (KB|MB|bytes?|byte)\b/g, '<size>')
    .replace(/(file:\/\/|http:\/\/127\.0\.0\.1:\d+)/g, '');
}

/** Landmarks and headings of a page. */
async function outline(page: Page): Promise<string> {
  const lines = (await tree(page.locator('body'))).split('\n');
  return lines.filter((line) => PLACES.test(line)).map((line) => line.replace(/:$/, '')).join('\n');
}

for (const lang of LANGUAGES) {
  // If it broke, somebody would hear a page without its parts, or parts without their names.
  test(`the parts of every kind of page, in ${lang}`, async ({ page }) => {
    for (const [name, path] of [
      ['choice', '/'],
      ['home', `/${lang}/`],
      ['guide', `/${lang}/gagal-unggah/`],
      ['services', `/${lang}/services/`],
      ['service', `/${lang}/services/${SERVICE}/`],
      ['rules', `/${lang}/services/${SERVICE}/rules/`],
      ['apply', `/${lang}/services/${SERVICE}/apply/`],
      ['search', `/${lang}/cari/`],
      ['offline', `/${lang}/offline/`],
      ['missing', `/${lang}/nothing-here/`],
      ['status', `/status/?lang=${lang}`],
    ]) {
      await page.goto(path);
      if (name === 'apply') await new Applicant(page, lang).waitForForm();
      if (name === 'search') await expect(page.getByRole('search')).toBeVisible();
      expect.soft(await outline(page)).toMatchSnapshot([lang, `page-${name}.txt`]);
    }
  });

  // If it broke, a field would be heard without its name, its help or what is wrong with it, or a button without what
  // it is for.
  test(`the fields and states of the form, in ${lang}`, async ({ page, context }) => {
    const endpoint = await Endpoint.start();
    const link = await Link.to(endpoint);
    try {
      const applicant = new Applicant(page, lang, link.url);
      const matches = async (name: string, locator: Locator) =>
        expect.soft(await tree(locator)).toMatchSnapshot([lang, `form-${name}.txt`]);
      await applicant.openForm();
      await matches('question', page.locator('.question').first());
      await matches('document', applicant.document('passport'));
      await applicant.answer({ ...eligible(), visa_origin: 'visa-exemption' });
      await matches('not-eligible', page.locator('#verdict'));
      await applicant.answer(eligible());
      await matches('eligible', page.locator('#verdict'));
      await matches('bar', page.locator('.bar'));
      await applicant.enter({ email: 'grace at example' });
      await applicant.attach('itk', webPage('permit.jpg'));
      await expect(applicant.document('itk').locator('.wrong')).toBeVisible({ timeout: 30_000 });
      await applicant.send();
      await expect(page.locator('#missing')).toBeFocused();
      await matches('problems', page.locator('#missing'));
      await matches('detail-wrong', page.locator('.detail', { has: page.locator('[name="email"]') }));
      await matches('file-wrong', applicant.document('itk').locator('.files'));

      const other = await context.newPage();
      await other.goto(page.url().split('#')[0]);
      await expect(other.locator('#elsewhere')).toBeVisible();
      await matches('elsewhere', other.locator('#elsewhere'));
      await other.close();

      await applicant.document('itk').locator('[data-remove]').click();
      await applicant.attach('itk', pdf('permit.pdf', 50_000));
      await applicant.attach('passport', pdf('passport.pdf', 300_000));
      await applicant.attach('special-requirements', pdf('contract.pdf', 50_000));
      await applicant.enter({ ...PERSON, email: '' });
      await applicant.filesAreRight(3);
      await matches('file-right', applicant.document('itk').locator('.files'));
      await matches('summary', page.locator('#review .summary'));
      await endpoint.kill();
      await applicant.send();
      const report = page.locator('details.report');
      await report.locator('summary').click({ timeout: 30_000 });
      await expect(page.locator('#sending[data-state="waiting"]')).toBeVisible({ timeout: 30_000 });
      expect.soft((await tree(page.locator('#sending'))).replace(/\b\d+ (s|detik)\b/g, '<time>')).toMatchSnapshot([
        lang,
        'form-waiting.txt',
      ]);
      await endpoint.start();
      await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
      await matches('receipt', applicant.receipt);
    } finally {
      await link.close();
      await endpoint.remove();
    }
  });
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  for (const lang of LANGUAGES) {
    // If it broke, whoever has no scripts would not hear what is wrong, or not where.
    test(`the page that comes back with problems, in ${lang}`, async ({ page }) => {
      await page.goto(`/${lang}/services/${SERVICE}/apply/`);
      const applicant = new Applicant(page, lang);
      await applicant.answer(eligible());
      await applicant.detail('email').fill('grace at example');
      await applicant.attach('itk', pdf('permit.pdf', 5_000));
      await page.locator('button[formmethod="post"]:enabled').click();
      await expect(page.locator('#problems')).toBeFocused();
      expect.soft(await tree(page.locator('#problems'))).toMatchSnapshot([lang, 'filled-problems.txt']);
      const detail = page.locator('.detail', { has: page.locator('[name="email"]') });
      expect.soft(await tree(detail)).toMatchSnapshot([lang, 'filled-detail.txt']);
      expect.soft(await tree(applicant.document('itk'))).toMatchSnapshot([lang, 'filled-document.txt']);
    });
  }
});
