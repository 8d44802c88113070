// What else goes wrong around a form: strangers answer, bytes are gone, the form comes alive late. It is
// told in words, and nothing that was entered is lost.
import { expect, test } from './watched';
import { Applicant, eligible, PERSON } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';

let endpoint: Endpoint;
test.beforeEach(async () => {
  endpoint = await Endpoint.start();
});
test.afterEach(async () => {
  await endpoint.remove();
});

async function fillIn(applicant: Applicant) {
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.enter(PERSON);
  await applicant.attach('passport', pdf('passport.pdf', 300_000));
  await applicant.attach('itk', pdf('permit.pdf', 300_000));
  await applicant.attach('special-requirements', pdf('contract.pdf', 300_000));
}

test('a host that takes no uploads is told of, and not asked for ever', async ({ page }) => {
  const applicant = new Applicant(page, 'en', endpoint.url);
  await fillIn(applicant);
  let asked = 0;
  await page.route('**/files', (route) => (asked++, route.fulfill({ status: 405, body: 'no' })));
  await applicant.send();
  await expect(page.locator('#refused')).toContainText('405');
  await expect(page.locator('#refused')).toBeFocused();
  expect(asked).toBe(1);

  await page.unroute('**/files');
  await applicant.send();
  await expect(applicant.receipt).toBeVisible();
  endpoint.theOnePackage();
});

test('a network that wants a sign-in first is no refusal: the same upload goes on', async ({ page }) => {
  const applicant = new Applicant(page, 'id', endpoint.url);
  await fillIn(applicant);
  const created: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') created.push(request.headers()['upload-metadata']);
  });
  await page.route('**/files/**', (route) => route.fulfill({ status: 403, body: '<html>Sign in</html>' }));
  await applicant.send();
  const waiting = page.locator('#sending[data-state="waiting"]');
  await expect(waiting).toContainText('403');

  await page.unroute('**/files/**');
  await page.locator('#try-now').click();
  await expect(applicant.receipt).toBeVisible();
  endpoint.theOnePackage();
  expect(created.length).toBe(1);
});

test('a file whose bytes the browser has lost is named, not left out', async ({ page }) => {
  const applicant = new Applicant(page, 'en', endpoint.url);
  await fillIn(applicant);
  await page.route('**/files', (route) => route.abort());
  await applicant.send();
  await expect(page.locator('#sending[data-state="waiting"]')).toBeVisible();
  await page.evaluate(async () => {
    const done = (request: IDBRequest) =>
      new Promise<any>((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await done(indexedDB.open('panduan'));
    const drafts = () => database.transaction('drafts', 'readwrite').objectStore('drafts');
    const names: string[] = await done(drafts().getAllKeys());
    await done(drafts().delete(names.find((name) => name.includes('/'))!));
    database.close();
  });
  await page.unroute('**/files');
  await page.reload();

  await expect(page.locator('#missing')).toContainText('.pdf');
  await expect(page.locator('.file')).toHaveCount(3);
  await expect(page.locator('.file.wrong')).toHaveCount(1);
  expect(endpoint.packages()).toEqual([]);
});

test('what was typed and chosen before the form came alive survives the next reload', async ({ page }) => {
  let arrive = () => {};
  const late = new Promise<void>((resolve) => (arrive = resolve));
  await page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  const applicant = new Applicant(page, 'en', endpoint.url);
  await page.goto(`${endpoint.url}/en/services/alih-status-itk-itas/apply/`);
  await page.locator('[name="full_name"]').fill('Ada Lovelace');
  await applicant.attach('passport', pdf('passport.pdf', 300_000));
  arrive();
  await expect(page.locator('.file.right')).toHaveCount(1);

  await page.reload();
  await applicant.waitForForm();
  await expect(page.locator('[name="full_name"]')).toHaveValue('Ada Lovelace');
  await expect(page.locator('.file.right')).toContainText('passport.pdf');
});

test('deleting everything leaves nothing behind, at the endpoint neither', async ({ page }) => {
  const applicant = new Applicant(page, 'en', endpoint.url);
  await fillIn(applicant);
  await page.route('**/files/**', (route) =>
    route.request().method() === 'PATCH' ? route.abort() : route.continue(),
  );
  await applicant.send();
  await expect(page.locator('#sending[data-state="waiting"]')).toBeVisible();
  page.on('dialog', (dialog) => dialog.accept());
  const given = page.waitForResponse((response) => response.request().method() === 'DELETE');
  await page.locator('#delete').click();
  expect((await given).status()).toBe(204);

  await page.reload();
  await applicant.waitForForm();
  await expect(page.locator('.file')).toHaveCount(0);
  await expect(page.locator('[name="activity"]:checked')).toHaveCount(0);
});
