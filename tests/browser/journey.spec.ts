// The main job: from a guide page to a receipt, for a package that any BagIt validator confirms.
import { expect, test } from './watched';
import { readFileSync } from 'node:fs';
import { Applicant, eligible, inDays, LANGUAGES, PERSON } from './applicant';
import { pdf, photo } from './documents';
import { Endpoint, pack, validateBag } from './endpoint';

for (const lang of LANGUAGES) {
  test(`from the guide to a receipt, in ${lang}`, async ({ browser, page }) => {
    const endpoint = await Endpoint.start();
    try {
      const applicant = new Applicant(page, lang, endpoint.url);
      await applicant.openForm();
      await expect(applicant.verdict).toHaveAttribute('data-verdict', 'needs-answers');
      await applicant.answer(eligible());
      await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
      await expect(page.locator('[data-deadline="file-by"] time')).toHaveAttribute('datetime', inDays(60));

      const documents = {
        passport: await photo(browser, 'passport.jpg'),
        itk: pdf('permit.pdf', 400_000),
        'special-requirements': pdf('contract.pdf', 300_000),
      };
      await applicant.enter(PERSON);
      for (const [id, file] of Object.entries(documents)) await applicant.attach(id, file);
      await applicant.send();

      await expect(applicant.receipt).toBeVisible();
      const code = await applicant.receipt.getAttribute('data-receipt');
      await expect(applicant.receipt).toContainText(code!);
      await expect(applicant.receipt.locator('h2')).toBeFocused();

      const { path } = endpoint.theOnePackage();
      validateBag(path);
      // The browser and the command make the same package, byte for byte.
      expect(readFileSync(path).equals(pack(eligible(), PERSON, documents))).toBe(true);

      // The office's machine is restarted: the receipt is still there, for the page and for a status call.
      await endpoint.kill();
      await endpoint.start();
      await page.reload();
      await expect(page.locator(`#receipt[data-receipt="${code}"]`)).toBeVisible();
      const status = await (await fetch(`${endpoint.url}/status/${code}`)).json();
      expect(status).toMatchObject({ receipt: code, state: 'received' });
      await expect(applicant.receipt.locator(`a[href="/status/${code}?lang=${lang}"]`)).toBeVisible();
    } finally {
      await endpoint.remove();
    }
  });
}

test('with the keyboard alone: answered, and sent to what is missing', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  await page.goto('/en/services/alih-status-itk-itas/apply/');
  await applicant.waitForForm();
  const focused = () =>
    page.evaluate(() => {
      const { id, name, type } = document.activeElement as HTMLInputElement;
      return { id, name, type };
    });
  // Each stop of the Tab key up to the button; a radio group is one stop.
  for (let stops = 0; stops < 60 && (await focused()).id !== 'send'; stops++) {
    await page.keyboard.press('Tab');
    const { name, type } = await focused();
    if (type === 'radio') await page.keyboard.press(name.startsWith('has_') ? 'ArrowDown' : 'Space');
    if (type === 'date') await page.keyboard.type('12312099');
  }
  await expect(page.locator('#send')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#missing')).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  // The year 2099 is the first thing that is wrong.
  await expect(page.locator('[name="itk_expires"]')).toBeFocused();
});

test('reasons and documents follow the answers', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer({ ...eligible(), visa_origin: 'visa-on-arrival' });
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'not-eligible');
  await expect(page.locator('[data-rule="visa-origin"]')).toBeVisible();
  await expect(page.locator('[data-rule="visa-origin"] a').first()).toHaveAttribute('href', /^https?:/);

  await applicant.answer({ visa_origin: 'visit-visa', itk_expires: inDays(10) });
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'ask-office');
  await expect(page.locator('[data-rule="visa-origin"]')).toHaveCount(0);

  await expect(applicant.document('guarantee')).toBeHidden();
  await applicant.answer({ has_guarantor: 'true' });
  await expect(applicant.document('guarantee')).toBeVisible();
  await expect(applicant.document('guarantor-identity')).toBeVisible();

  await expect(page.locator('[name="fee_paid_on"]')).toBeHidden();
  await applicant.answer({ filing_state: 'filed-and-paid', fee_paid_on: inDays(-1) });
  await expect(page.locator('[data-rule="overstay-not-counted"]')).toBeVisible();
});

test('answers stay in the fragment, and never reach the server', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')));
  const applicant = new Applicant(page, 'id');
  await applicant.openForm();
  await applicant.answer(eligible());
  await expect(page).toHaveURL(/#visa_origin=visit-visa&activity=worker/);
  await page.reload();
  await applicant.waitForForm();
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
  await expect(page.locator('[name="activity"][value="worker"]')).toBeChecked();
  expect(asked.filter((request) => request.split('#')[0].includes('visit-visa'))).toEqual([]);
});

test('what was typed before the form came alive is kept', async ({ page }) => {
  // The wasm arrives late, as on a slow link.
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  await page.goto('/en/services/alih-status-itk-itas/apply/');
  await page.locator('[name="visa_origin"][value="visit-visa"]').check();
  await page.locator('[name="itk_expires"]').fill(inDays(90));
  arrive();
  const applicant = new Applicant(page, 'en');
  await applicant.waitForForm();
  await expect(page.locator('[name="visa_origin"][value="visit-visa"]')).toBeChecked();
  await expect(page.locator('[name="itk_expires"]')).toHaveValue(inDays(90));
  await expect(page).toHaveURL(/visa_origin=visit-visa/);
});

test('a second application: the form is empty, and both receipts are kept', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    const applicant = new Applicant(page, 'en', endpoint.url);
    await applicant.openForm();
    const codes: string[] = [];
    for (const full_name of ['Grace Hopper', 'Ada Lovelace']) {
      await applicant.answer(eligible());
      await applicant.enter({ full_name });
      for (const id of ['passport', 'itk', 'special-requirements']) {
        await applicant.attach(id, pdf(`${id}.pdf`, 2_000));
      }
      await applicant.send();
      await expect(applicant.receipt).toBeVisible();
      await expect(applicant.receipt).toContainText('files: 1, 3 KB');
      codes.push((await applicant.receipt.getAttribute('data-receipt'))!);

      await page.locator('#start-another').click();
      await expect(page.locator('#check-title')).toBeFocused();
      await expect(page.locator('input:checked')).toHaveCount(0);
      await expect(applicant.detail('full_name')).toHaveValue('');
    }
    expect(endpoint.packages().length).toBe(2);

    await page.reload();
    await applicant.waitForForm();
    const kept = page.locator('.receipts details');
    await expect(kept).toHaveCount(2);
    await expect(kept.first()).toContainText(codes[1]);
    await kept.last().locator('summary').click();
    const download = page.waitForEvent('download');
    await kept.last().locator('.actions button').first().click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text).toContain(codes[0]);
    expect(text).toContain(`${endpoint.url}/status/${codes[0]}?lang=en`);
  } finally {
    await endpoint.remove();
  }
});
