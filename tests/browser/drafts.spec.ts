// What was entered and chosen survives whatever happens to the browser, in one tab at a time, and is gone when
// it is to be gone.
import { expect, test, type Page } from './watched';
import { randomFillSync } from 'node:crypto';
import { Applicant, eligible, messagePart, PERSON } from './applicant';
import { pdf } from './documents';

/** The names of everything in the browser's database. */
function kept(page: Page): Promise<string[]> {
  return page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open('panduan', 1);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const names = opening.result.transaction('drafts').objectStore('drafts').getAllKeys();
          names.onsuccess = () => resolve(names.result as string[]);
        };
      }),
  );
}

async function begin(page: Page): Promise<Applicant> {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.attach('passport', pdf('passport.pdf', 700_000));
  await applicant.filesAreRight(1);
  return applicant;
}

test('documents are kept in pieces, as ArrayBuffers, and go with the file', async ({ page }) => {
  const applicant = await begin(page);
  const pieces = async () => (await kept(page)).filter((name) => /\/\d+\/\d+$/.test(name));
  await expect.poll(async () => (await pieces()).length).toBe(3);
  const kinds = await page.evaluate(
    (names) =>
      new Promise((resolve) => {
        const opening = indexedDB.open('panduan', 1);
        opening.onsuccess = () => {
          const store = opening.result.transaction('drafts').objectStore('drafts');
          const got = names.map((name) => store.get(name));
          got.at(-1)!.onsuccess = () => resolve(got.map(({ result }) => Object.prototype.toString.call(result)));
        };
      }),
    await pieces(),
  );
  expect(kinds).toEqual(Array(3).fill('[object ArrayBuffer]'));
  await applicant.document('passport').locator('[data-remove]').click();
  await expect.poll(async () => (await pieces()).length).toBe(0);
});

test('everything is deleted when that is asked for', async ({ page }) => {
  await begin(page);
  await expect(page.locator('.draft')).toContainText(messagePart('en', 'kept_until'));
  page.on('dialog', (dialog) => dialog.accept());
  await page.locator('#delete').click();
  await expect(page.locator('.file')).toHaveCount(0);
  await expect.poll(() => kept(page)).toEqual([]);
});

/** On a device that others use too. */
test('what was deleted does not come back with the browser’s own buttons', async ({ page }) => {
  const applicant = await begin(page);
  await applicant.enter(PERSON);
  await expect.poll(() => page.evaluate(() => history.state)).toBe('kept');
  await page.locator('a[lang="id"]').first().click();
  await expect(page.locator('[name="full_name"]')).toHaveValue(PERSON.full_name, { timeout: 30_000 });
  page.on('dialog', (dialog) => dialog.accept());
  await page.locator('#delete').click();
  await expect(page.locator('.file')).toHaveCount(0);
  await page.goBack();
  await applicant.waitForForm();
  await expect(page.locator('[name="full_name"]')).toHaveValue('');
  await expect(page.locator('[name="visa_origin"]:checked')).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => location.hash)).toBe('');
});

test('two tabs: the second waits, takes over, and the first gets it back as it was left', async ({ page, context }) => {
  const first = await begin(page);
  const second = new Applicant(await context.newPage(), 'en');
  await second.page.goto(first.page.url());
  await expect(second.page.locator('#elsewhere')).toBeVisible();
  await expect(second.page.locator('[name="full_name"]')).toBeDisabled();

  await second.page.locator('#take-over').click();
  await second.waitForForm();
  await second.filesAreRight(1);
  await expect(first.page.locator('#elsewhere')).toBeVisible();
  await expect(first.page.locator('[name="full_name"]')).toBeDisabled();
  await second.enter(PERSON);
  await second.document('passport').locator('[data-remove]').click();
  await second.attach('passport', pdf('other.pdf'));
  await second.filesAreRight(1);

  await second.page.close();
  await first.waitForForm();
  await expect(first.page.locator('[name="full_name"]')).toHaveValue(PERSON.full_name);
  await expect(first.document('passport')).toContainText('other.pdf');
  await first.filesAreRight(1);
});

test('a browser that keeps nothing says so, and everything else works', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(window, 'indexedDB', { value: undefined }));
  const applicant = await begin(page);
  await expect(page.locator('.draft')).toContainText(messagePart('en', 'draft_not_kept'));
  await applicant.enter(PERSON);
  await applicant.attach('itk', pdf('permit.pdf'));
  await applicant.attach('special-requirements', pdf('contract.pdf'));
  await applicant.send();
  await expect(applicant.receipt).toBeVisible({ timeout: 30_000 });
});

test('a browser without room for a file says so, loses nothing, and sends it all the same', async ({ page, context }) => {
  // Before anything is written: Chromium remembers for a while how much room there was.
  const session = await context.newCDPSession(page);
  const { origin } = new URL(process.env.PANDUAN_URL!);
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1_200_000 });
  const applicant = await begin(page);
  await expect(page.locator('.draft')).toContainText(messagePart('en', 'kept_until'));
  // Bytes that the browser cannot store in less room.
  const permit = pdf('permit.pdf', 1_900_000);
  randomFillSync(permit.buffer, permit.buffer.indexOf('stream\n') + 7, 1_900_000);
  await applicant.attach('itk', permit);
  await applicant.filesAreRight(2);
  await expect(applicant.document('itk').locator('.file .notice')).toHaveText(messagePart('en', 'not_kept'));
  await expect(applicant.document('passport').locator('.file .notice')).toBeHidden();
  await applicant.enter(PERSON);
  await applicant.attach('special-requirements', pdf('contract.pdf', 100_000));
  await applicant.send();
  await expect(applicant.receipt).toBeVisible({ timeout: 30_000 });
});
