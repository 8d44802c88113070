// The form in a browser without JavaScript, or with one that cannot run its program: looked up, filled in, sent in
// one piece, and answered with the same page or with a receipt.
import { expect, test, type Page } from './watched';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Applicant, eligible, LANGUAGES, messagePart, PERSON, SERVICE, type Lang } from './applicant';
import { pdf, webPage } from './documents';
import { Endpoint, pack } from './endpoint';

/** The one button that sends: of those who have no scripts, or of those whose browser runs no program. */
const BUTTON = 'button[formmethod="post"]:enabled';

const WORDS = {
  id: { error: /^Kesalahan: /, again: 'Pilih lagi berkas ini' },
  en: { error: /^Error: /, again: 'Choose this file again' },
};

const documents = () => ({
  passport: pdf('paspor.pdf', 200_000),
  itk: pdf('izin.pdf', 400_000),
  'special-requirements': pdf('kontrak.pdf', 300_000),
});

let endpoint: Endpoint;
test.beforeAll(async () => {
  endpoint = await Endpoint.start();
});
test.afterAll(() => endpoint.remove());

/** Finds the form by the pages alone: language, home, services, how it is decided, form. */
async function findForm(page: Page, lang: Lang) {
  await page.goto(endpoint.url);
  await page.locator(`a[hreflang="${lang}"]`).first().click();
  await page.locator(`footer a[href="/${lang}/services/"]`).click();
  await page.locator(`main a[href="/${lang}/services/${SERVICE}/"]`).first().click();
  await page.goto(`${endpoint.url}/${lang}/services/${SERVICE}/rules/`);
  await expect(page.locator('table.rules')).toBeVisible();
  await page.goto(`${endpoint.url}/${lang}/services/${SERVICE}/apply/`);
}

/** With mistakes to a page that is filled in, and from there to a receipt. */
async function applyWithMistakes(page: Page, lang: Lang) {
  const applicant = new Applicant(page, lang, endpoint.url);
  const before = endpoint.packages().length;
  const { activity, ...answers } = eligible();
  const name = 'Grace "Amazing" <b>Hopper</b> & Co.';
  await applicant.answer(answers);
  await applicant.detail('full_name').fill(name);
  await applicant.attach('passport', webPage('paspor.pdf'));
  await applicant.attach('itk', documents().itk);
  await page.locator(BUTTON).click();

  // The same page: its title says that something is wrong, the list of it is focused and leads to every field.
  await expect(page).toHaveTitle(WORDS[lang].error);
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  const summary = page.locator('#problems');
  await expect(summary).toBeFocused();
  await expect(summary).toBeInViewport();
  for (const id of ['activity', 'passport', 'special-requirements']) {
    const link = summary.locator(`a[href="#${id}"]`).first();
    await link.click();
    await expect(page.locator(`[id="${id}"]`)).toBeFocused();
    // What is wrong is said at the field as well, and read with it.
    await expect(page.locator(`[id="${id}-problem"]`)).not.toBeEmpty();
  }
  for (const id of ['passport', 'special-requirements']) {
    await expect(page.locator(`[id="${id}"]`)).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator(`[id="${id}"]`)).toHaveAttribute('aria-describedby', new RegExp(`${id}-problem`));
  }
  await expect(page.locator('fieldset[aria-describedby*="activity-problem"]')).toHaveCount(1);
  await expect(page.locator('[id="passport-problem"]')).toContainText('paspor.pdf');
  // Files cannot come back. That is said where some were chosen, and nowhere else.
  await expect(page.locator('[id="itk-problem"]')).toContainText(`${WORDS[lang].again}: izin.pdf`);
  await expect(page.locator('[id="itk"]')).not.toHaveAttribute('aria-invalid');
  await expect(page.locator('[id="special-requirements-problem"]')).not.toContainText(WORDS[lang].again);
  // Nothing else is lost, or wrong.
  for (const [question, value] of Object.entries(answers)) {
    const radio = page.locator(`[type="radio"][name="${question}"][value="${value}"]`);
    if (await radio.count()) await expect(radio).toBeChecked();
    else await expect(page.locator(`[name="${question}"]`)).toHaveValue(value);
  }
  await expect(applicant.detail('full_name')).toHaveValue(name);
  await expect(applicant.detail('full_name')).not.toHaveAttribute('aria-invalid');
  await expect(page.locator('main b, main i').filter({ hasText: 'Hopper' })).toHaveCount(0);
  expect(endpoint.packages()).toHaveLength(before);

  // Put right, files chosen again, sent.
  await applicant.answer({ activity });
  await applicant.detail('full_name').fill(PERSON.full_name);
  for (const [id, file] of Object.entries(documents())) await applicant.attach(id, file);
  await page.locator(BUTTON).click();
  await expect(page).toHaveURL(/\/status\/[0-9A-Z-]{19}\?lang=(id|en)#receipt$/);
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  const code = await page.locator('.code').innerText();
  expect(page.url()).toContain(code);
  expect(endpoint.packages()).toContain(`${code}.age`);

  // Where it stands can be looked up by the code alone.
  await page.goto(`${endpoint.url}/status/?lang=${lang}`);
  await page.locator('#code').fill(code.toLowerCase().replaceAll('-', ' '));
  await page.locator('form button').click();
  await expect(page.locator('.code')).toHaveText(code);
  return code;
}

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  for (const lang of LANGUAGES) {
    // If it broke, whoever has no JavaScript could not apply, or would lose with each mistake what they typed.
    test(`everything can be looked up, filled in, put right and sent, in ${lang}`, async ({ page }) => {
      await findForm(page, lang);
      await expect(page.locator('noscript .notice')).toBeVisible();
      await expect(page.locator('#without-script')).toBeHidden();
      await applyWithMistakes(page, lang);
    });
  }

  // If it broke, what is sent without scripts would be something else than what others send, or sent twice.
  test('what is sent is the package that everybody sends, once', async ({ page }) => {
    const own = await Endpoint.start();
    try {
      await page.goto(`${own.url}/en/services/${SERVICE}/apply/`);
      const applicant = new Applicant(page, 'en', own.url);
      await applicant.answer(eligible());
      await applicant.detail('full_name').fill(PERSON.full_name);
      for (const [id, file] of Object.entries(documents())) await applicant.attach(id, file);
      await page.locator(BUTTON).click();
      const code = await page.locator('.code').innerText();
      const { path } = own.theOnePackage();
      expect(readFileSync(path).equals(pack(eligible(), PERSON, documents()))).toBe(true);

      // Loaded again, or sent again by way of the Back button: the same receipt. Of what was entered the
      // browser forgets the files only.
      await page.reload();
      await expect(page.locator('.code')).toHaveText(code);
      await page.goBack();
      for (const [id, file] of Object.entries(documents())) await applicant.attach(id, file);
      await page.locator(BUTTON).click();
      await expect(page.locator('.code')).toHaveText(code);
      expect(own.packages()).toHaveLength(1);
    } finally {
      await own.remove();
    }
  });

  // If it broke, fields of a kind that the other journey does not have would come back empty, or nothing that was
  // refused would be found out about before the end.
  test('every kind of field comes back as it was sent, and nothing is stored', async ({ page }) => {
    const own = await Endpoint.start();
    try {
      await page.goto(`${own.url}/en/services/lapor-orang-asing/apply/`);
      const applicant = new Applicant(page, 'en', own.url);
      await applicant.answer({ place: 'lodging', asked_by_officer: 'false', apoa: 'failed', first_arrival: '2026-11-20' });
      const details = {
        role: 'manager',
        email: 'sari at example',
        address: '\nJalan <Contoh> 1\n"Yogyakarta" & sekitarnya </textarea>',
        'guest.1.guest_name': "Ana O'Exempel",
        'guest.1.guest_nationality': 'NLD',
        'guest.1.guest_passport_number': '12-34',
        'guest.1.guest_arrival': '2026-11-20',
      };
      for (const [name, value] of Object.entries(details)) {
        const field = applicant.detail(name);
        await (['role', 'guest.1.guest_nationality'].includes(name) ? field.selectOption(value) : field.fill(value));
      }
      await page.locator(BUTTON).click();
      await expect(page).toHaveTitle(WORDS.en.error);
      for (const [name, value] of Object.entries(details)) await expect(applicant.detail(name)).toHaveValue(value);
      await expect(page.locator('[name="first_arrival"]')).toHaveValue('2026-11-20');
      for (const [id, code] of [
        ['email', 'not-an-email'],
        ['guest.1.guest_passport_number', 'not-a-passport-number'],
        ['full_name', 'missing-detail'],
        ['passport-photo', 'missing-document'],
      ]) {
        await expect(page.locator(`[id="${id}-problem"]`)).toContainText(messagePart('en', code));
        await expect(page.locator(`#problems a[href="#${id}"]`)).toHaveCount(1);
      }
      expect(existsSync(join(own.store, 'uploads'))).toBe(false);
      expect(own.packages()).toEqual([]);
    } finally {
      await own.remove();
    }
  });
});

// If it broke, the Enter key in a field would post an application that nobody has checked, or put it into an address.
test('while the program lives, the Enter key sends nothing', async ({ page }) => {
  const applicant = new Applicant(page, 'en', endpoint.url);
  await applicant.openForm();
  const address = new URL(page.url());
  const posts: string[] = [];
  page.on('request', (request) => request.isNavigationRequest() && posts.push(request.url()));
  await applicant.answer(eligible());
  await applicant.detail('full_name').fill(PERSON.full_name);
  await applicant.detail('full_name').press('Enter');
  await page.locator('[name="itk_expires"]').press('Enter');
  await page.locator('[name="activity"]').first().press('Enter');
  await expect(page.locator('#without-script')).toBeHidden();
  await expect(page.locator('#without-script button')).toBeDisabled();
  await expect(applicant.detail('full_name')).toHaveValue(PERSON.full_name);
  expect(posts).toEqual([]);
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(address.pathname + address.search);
});

// Browsers that have JavaScript and cannot run the program: known by trying, not by their names.
test.describe('with JavaScript and without WebAssembly', () => {
  for (const lang of LANGUAGES) {
    // If it broke, whoever has an old phone would see a form with no way to send it.
    test(`the form goes the way of those without scripts, in ${lang}`, async ({ page }) => {
      await page.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
      await page.goto(`${endpoint.url}/${lang}/services/${SERVICE}/apply/`);
      await expect(page.locator('#without-script')).toBeVisible();
      await applyWithMistakes(page, lang);
    });
  }
});
