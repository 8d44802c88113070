// The form in two parts: the first gives a verdict by itself, the rest comes when it can.
import { type Page, expect, test } from './watched';
import { Applicant, PERSON, eligible, messagePart } from './applicant';

const REST = /form-rest-[0-9a-f]+\.wasm$/;

test('a verdict needs the first part alone; the rest comes alive later, and nothing is lost', async ({ page }) => {
  // If it broke, whoever has a bad link would wait for a program that a verdict does not need, or lose what was
  // typed before the rest arrived.
  let isBlocked = true;
  let tries = 0;
  await page.route(REST, (route) => {
    tries += 1;
    return isBlocked ? route.abort() : route.continue();
  });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(`${process.env.PANDUAN_URL}/en/services/alih-status-itk-itas/apply/`);

  const applicant = new Applicant(page, 'en');
  await applicant.answer({ visa_origin: 'visit-visa', activity: 'worker' });
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'needs-answers');
  await applicant.answer(eligible());
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
  await expect(page.locator('.bar')).toHaveAttribute('data-bar', 'eligible');
  expect(new URL(page.url()).hash).toContain('visa_origin=visit-visa');

  // The rest is still the page's own: what is entered there stays, and it says that it waits.
  await expect(page.getByText(messagePart('en', 'rest_waits'))).toBeVisible();
  await expect(page.locator('#send')).toBeHidden();
  await applicant.enter(PERSON);
  expect(requests.filter((path) => path.includes('worker'))).toEqual([]);

  await expect.poll(() => tries).toBeGreaterThan(1);
  isBlocked = false;
  await page.evaluate(() => dispatchEvent(new Event('online')));
  await applicant.waitForForm();
  await expect(page.getByText(messagePart('en', 'rest_waits'))).toBeHidden();
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
  await expect(applicant.detail('full_name')).toHaveValue(PERSON.full_name);
  await expect(page.locator('.summary')).toContainText(PERSON.full_name);
});

test('nothing of the form is asked for before the page is painted', async ({ page }) => {
  // If it broke, the program would compete with the page on a slow link.
  await page.goto(`${process.env.PANDUAN_URL}/id/services/paspor/apply/`);
  await expect(page.locator('#send')).toBeVisible();
  const before = await page.evaluate(() => {
    const painted = performance.getEntriesByName('first-paint')[0].startTime;
    const loaded = performance.getEntriesByType('resource').filter((entry) => /form-|check-|rest-/.test(entry.name));
    return { count: loaded.length, early: loaded.filter((entry) => entry.startTime < painted).length };
  });
  expect(before.count).toBeGreaterThan(3);
  expect(before.early).toBe(0);
});

test('a browser that cannot run the form is offered the way without it', async ({ page }) => {
  // If it broke, an old phone would show a form that nothing can be done with.
  await page.addInitScript(() => {
    WebAssembly.validate = () => false;
  });
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(`${process.env.PANDUAN_URL}/en/services/paspor/apply/`);
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
  expect(requests.filter((url) => /form-[0-9a-f]+/.test(url))).toEqual([]);
  await isOffered(page);
});

// If it broke, whoever cannot load a part of the form would have no way to send, or would still be offered the
// other way when the form is alive.
for (const [part, file] of [
  ['script', /form-[0-9a-f]+\.js/],
  ['program', /form-[0-9a-f]+\.wasm$/],
  ['rest', REST],
] as const) {
  test(`a form whose ${part} cannot be loaded offers the way without it until it can`, async ({ page }) => {
    let isBlocked = true;
    const asked: string[] = [];
    await page.route(file, (route) => {
      asked.push(new URL(route.request().url()).search);
      return isBlocked ? route.abort() : route.continue();
    });
    await page.goto(`${process.env.PANDUAN_URL}/en/services/paspor/apply/`);
    await expect(page.locator('#without-script')).toBeHidden();
    // Past the try after which the addresses begin again.
    await expect(async () => {
      await page.evaluate(() => dispatchEvent(new Event('online')));
      expect(asked.length).toBeGreaterThan(6);
    }).toPass();
    await isOffered(page);
    // Each address is one that the browser checks.
    const checked = await page.evaluate(() => {
      const map = JSON.parse(document.querySelector('script[type=importmap]')!.textContent!);
      return Object.keys(map.integrity).map((address) => new URL(address, location.href).search);
    });
    if (part === 'script') expect(asked.filter((search) => !checked.includes(search))).toEqual([]);
    isBlocked = false;
    await expect(async () => {
      await page.evaluate(() => dispatchEvent(new Event('online')));
      await expect(page.locator('#send')).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(page.locator('#without-script')).toBeHidden();
  });
}

test('what was entered while the first part was alone is still there after Back', async ({ page }) => {
  // If it broke, whoever follows a link on a bad link and comes back would begin again.
  let isBlocked = true;
  await page.route(REST, (route) => (isBlocked ? route.abort() : route.continue()));
  await page.goto(`${process.env.PANDUAN_URL}/en/services/alih-status-itk-itas/apply/`);
  const applicant = new Applicant(page, 'en');
  await applicant.answer(eligible());
  await applicant.enter(PERSON);
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
  await page.goto(`${process.env.PANDUAN_URL}/en/`);
  isBlocked = false;
  await page.goBack();
  await applicant.waitForForm();
  await expect(applicant.detail('full_name')).toHaveValue(PERSON.full_name);
  await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
});

async function isOffered(page: Page) {
  await expect(page.locator('#without-script')).toBeVisible();
  await expect(page.locator('#without-script button')).toBeEnabled();
}
