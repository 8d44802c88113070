// Details: guests that are added and removed, states, days, fields that come and go with the answers, and
// what is wrong said at each of them.
import { expect, test } from './watched';
import { readFileSync } from 'node:fs';
import { Applicant, inDays, LANGUAGES, messagePart } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';

const SERVICE = 'lapor-orang-asing';

/** The answers of a lodging whose guests came today. */
const LODGING = { place: 'lodging', asked_by_officer: 'false', apoa: 'not-recorded', first_arrival: inDays(0) };

const REPORTER = { full_name: 'Dewi', role: 'staff', lodging_name: 'Losmen Melati', address: 'Jalan Mawar 1\nBogor' };

/** A guest, by the names of the fields of the one with this number. */
function guest(number: number, name: string, state: string, passport: string): Record<string, string> {
  const field = (id: string) => `guest.${number}.guest_${id}`;
  return {
    [field('name')]: name,
    [field('nationality')]: state,
    [field('passport_number')]: passport,
    [field('arrival')]: inDays(0),
  };
}

/** The button that adds the guest with this number, or removes them. */
const ADD: Record<string, (number: number) => string> = {
  id: (number) => `Tambah Tamu ${number}`,
  en: (number) => `Add Guest ${number}`,
};
const REMOVE: Record<string, (number: number) => string> = {
  id: (number) => `Hapus Tamu ${number}`,
  en: (number) => `Remove Guest ${number}`,
};

for (const lang of LANGUAGES) {
  test(`three guests, one of them removed: two arrive, in ${lang}`, async ({ page }) => {
    const endpoint = await Endpoint.start();
    try {
      const applicant = new Applicant(page, lang, endpoint.url);
      const button = (name: string) => page.getByRole('button', { name, exact: true });
      await applicant.openForm(SERVICE);
      await applicant.answer(LODGING);
      await applicant.enter({ ...REPORTER, ...guest(1, 'Ada', 'GBR', 'X1234567') });
      await expect(button(REMOVE[lang](1))).toBeHidden();

      await button(ADD[lang](2)).click();
      await expect(applicant.detail('guest.2.guest_name')).toBeFocused();
      await applicant.enter(guest(2, 'Budi', 'MYS', 'A7654321'));
      await button(ADD[lang](3)).click();
      await applicant.enter(guest(3, 'Chandra', 'IND', 'Z9999999'));

      await button(REMOVE[lang](2)).click();
      await expect(page.locator('[id="guest.2"]')).toBeFocused();
      await expect(page.locator('.member')).toHaveCount(2);
      await expect(applicant.detail('guest.2.guest_name')).toHaveValue('Chandra');
      await expect(applicant.detail('guest.2.guest_nationality')).toHaveValue('IND');

      // A reload in the middle of it.
      await page.reload();
      await applicant.waitForForm();
      await expect(applicant.detail('guest.2.guest_nationality')).toHaveValue('IND');

      await applicant.attach('passport-photo', pdf('passports.pdf', 10_000));
      await applicant.send();
      await expect(applicant.receipt).toBeVisible();
      const sent = readFileSync(endpoint.theOnePackage().path, 'latin1');
      expect(sent).toContain('"guest.2.guest_name":"Chandra"');
      expect(sent).not.toContain('Budi');
    } finally {
      await endpoint.remove();
    }
  });

  test(`what is wrong is said at its field, and all of it in one list, in ${lang}`, async ({ page }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm(SERVICE);
    await applicant.answer(LODGING);
    const passport = applicant.detail('guest.1.guest_passport_number');
    const problem = page.locator('[id="guest.1.guest_passport_number-problem"]');
    await passport.fill('12');
    await expect(problem).toBeEmpty();
    await passport.blur();
    await expect(problem).toContainText(messagePart(lang, 'not-a-passport-number'));
    await expect(passport).toHaveAttribute('aria-invalid', 'true');
    await expect(passport).toHaveAttribute('aria-describedby', /guest\.1\.guest_passport_number-problem/);
    await passport.fill('X1234567');
    await expect(problem).toBeEmpty();

    await applicant.enter({ 'guest.1.guest_arrival': inDays(2) });
    await applicant.send();
    const links = page.locator('#missing a');
    await expect(links).toHaveCount(8);
    for (const link of await links.all()) {
      const id = (await link.getAttribute('href'))!.slice(1);
      await link.click();
      await expect(page.locator(`[id="${id}"]`)).toBeFocused();
      await expect(page.locator(`[id="${id}-problem"]`)).not.toBeEmpty();
    }
  });

  test(`states are in the order of their names, in ${lang}`, async ({ page }) => {
    await page.goto(`/${lang}/services/${SERVICE}/apply/`);
    await new Applicant(page, lang).waitForForm();
    const names = await page.locator('[name="guest.1.guest_nationality"] option:not([value=""])').allTextContents();
    expect(names.length).toBeGreaterThan(240);
    expect(names).toEqual([...names].sort(new Intl.Collator(lang).compare));
  });
}

test('fields come and go with the answers, and keep what was entered', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm(SERVICE);
  await applicant.answer(LODGING);
  await applicant.enter(REPORTER);
  await applicant.answer({ place: 'home' });
  await expect(applicant.detail('lodging_name')).toHaveCount(0);
  await expect(applicant.detail('role')).toHaveCount(0);
  await applicant.answer({ place: 'lodging' });
  await expect(applicant.detail('lodging_name')).toHaveValue('Losmen Melati');
  await expect(applicant.detail('role')).toHaveValue('staff');
});

test('what was chosen and typed of a guest before the form came alive is kept', async ({ page }) => {
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  await page.goto(`/en/services/${SERVICE}/apply/`);
  const applicant = new Applicant(page, 'en');
  await applicant.enter({ 'guest.1.guest_name': 'Ada', 'guest.1.guest_nationality': 'GBR' });
  arrive();
  await applicant.waitForForm();
  await expect(applicant.detail('guest.1.guest_name')).toHaveValue('Ada');
  await expect(applicant.detail('guest.1.guest_nationality')).toHaveValue('GBR');
});
