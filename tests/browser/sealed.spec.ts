// Packages are sealed on the applicant's device: whoever stores them cannot read them, and the office can.
import { expect, test, type Page } from './watched';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Applicant, eligible, inDays, messagePart, PERSON } from './applicant';
import { pdf } from './documents';
import { Endpoint, pack } from './endpoint';
import { Link } from './link';
import { withoutKeys } from './sites';

/** Somebody else's key. */
const OTHER_KEY = 'age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj';

/** Text that is in every PDF of the fixtures. */
const IN_A_PDF = '0123456789abcdef0123456789abcdef';

function documents(bytes: number) {
  return {
    passport: pdf('passport.pdf', bytes),
    itk: pdf('permit.pdf', bytes),
    'special-requirements': pdf('contract.pdf', bytes),
  };
}

async function fillIn(applicant: Applicant, bytes: number) {
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.enter(PERSON);
  for (const [id, file] of Object.entries(documents(bytes))) await applicant.attach(id, file);
  await applicant.filesAreRight(3);
}

/** Every file below a folder. */
function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** The receipt as the endpoint wrote it. */
async function receiptData(page: Page): Promise<Record<string, unknown>> {
  const download = page.waitForEvent('download');
  await page.locator('#receipt .actions button').last().click();
  return JSON.parse(readFileSync(await (await download).path(), 'utf8'));
}

/** Lets the page believe in other keys than the guide names. */
async function withRecipients(page: Page, change: (data: { recipients?: string[] }) => void) {
  await page.route('**/apply/rest-*.json', async (route) => {
    const answer = await route.fetch();
    const data = await answer.json();
    change(data);
    await route.fulfill({ response: answer, json: data });
  });
}

test('age opens what the browser sent, and the receipt says what only the form knows', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    const applicant = new Applicant(page, 'en', endpoint.url);
    await fillIn(applicant, 200_000);
    await expect(page.locator('#who-can-read')).toContainText(messagePart('en', 'send_sealed'));
    await applicant.send();
    await expect(applicant.receipt).toBeVisible();

    await expect(applicant.receipt).toContainText(messagePart('en', 'receipt_sealed'));
    await expect(applicant.receipt.locator('[data-deadline="file-by"] time')).toHaveAttribute('datetime', inDays(60));
    await expect(applicant.receipt).toContainText('files: 1, 201 KB');
    const data = await receiptData(page);
    expect(data).toMatchObject({ sealed: true, deadlines: [], documents: [] });
    expect(data).not.toHaveProperty('verdict');

    const { stored } = endpoint.theOnePackage();
    expect(stored).toMatch(/\.age$/);
    const opened = execFileSync('age', ['-d', '-i', process.env.PANDUAN_IDENTITY!, stored], { maxBuffer: 1e8 });
    expect(opened.equals(pack(eligible(), PERSON, documents(200_000)))).toBe(true);
  } finally {
    await endpoint.remove();
  }
});

test('a guide without keys says that packages are readable, and they are', async ({ page }) => {
  const site = withoutKeys();
  const endpoint = await Endpoint.start(['--site', site.folder]);
  try {
    const applicant = new Applicant(page, 'id', endpoint.url);
    await fillIn(applicant, 50_000);
    await expect(page.locator('#who-can-read')).toContainText(messagePart('id', 'send_readable'));
    await applicant.send();
    await expect(applicant.receipt).toBeVisible();
    await expect(applicant.receipt).not.toContainText(messagePart('id', 'receipt_sealed'));
    expect(await receiptData(page)).toMatchObject({ verdict: 'eligible' });

    const { stored } = endpoint.theOnePackage();
    expect(stored).toMatch(/\.zip$/);
    expect(readFileSync(stored).includes(PERSON.full_name)).toBe(true);
  } finally {
    await endpoint.remove();
    site.remove();
  }
});

test('the store holds nothing that was entered or chosen, neither half of it nor all', async ({ page }) => {
  const endpoint = await Endpoint.start();
  const link = await Link.to(endpoint);
  // What is searched for is there to be found: in the package before it was sealed.
  // None so short that chance writes it into a megabyte: three letters are there one time in ten.
  const entered = ['Losmen Melati', 'Jalan Mawar 1', 'Wangari Maathai', 'AK7654321', 'Dewi Lestari'];
  // A part that has just got its name, or is no longer needed, is read under its next name or in the package.
  const read = (path: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
      throw error;
    }
  };
  const found = (path: string) => {
    const bytes = read(path);
    return [...entered, IN_A_PDF, 'passports.pdf', 'application.json', '%PDF'].filter((text) => bytes.includes(text));
  };
  try {
    const applicant = new Applicant(page, 'en', link.url);
    await applicant.openForm('lapor-orang-asing');
    await applicant.answer({
      ...{ place: 'lodging', asked_by_officer: 'false', apoa: 'not-recorded', first_arrival: inDays(0) },
    });
    await applicant.enter({
      ...{ full_name: 'Dewi Lestari', role: 'staff', lodging_name: 'Losmen Melati', address: 'Jalan Mawar 1' },
      ...{ 'guest.1.guest_name': 'Wangari Maathai', 'guest.1.guest_nationality': 'KEN' },
      ...{ 'guest.1.guest_passport_number': 'AK7654321', 'guest.1.guest_arrival': inDays(0) },
    });
    await applicant.attach('passport-photo', pdf('passports.pdf', 1_400_000));
    await applicant.filesAreRight(1);
    link.faults = { bytesPerSecond: 400_000 };
    await applicant.send();

    const stored = () => filesBelow(endpoint.store).map((path) => read(path).length);
    const half = () => stored().reduce((sum, bytes) => sum + bytes, 0);
    await expect.poll(half, { timeout: 30_000 }).toBeGreaterThan(500_000);
    expect(endpoint.packages()).toEqual([]);
    for (const path of filesBelow(endpoint.store)) expect(found(path)).toEqual([]);

    await expect(applicant.receipt).toBeVisible({ timeout: 30_000 });
    for (const path of filesBelow(endpoint.store)) expect(found(path)).toEqual([]);
    expect(found(endpoint.theOnePackage().path)).toEqual(expect.arrayContaining([...entered, IN_A_PDF, '%PDF']));
  } finally {
    await link.close();
    await endpoint.remove();
  }
});

test('the guide gets another key while an upload is under way: it goes on to the key it began with', async ({
  page,
}) => {
  const endpoint = await Endpoint.start();
  const link = await Link.to(endpoint);
  try {
    const applicant = new Applicant(page, 'en', link.url);
    await fillIn(applicant, 500_000);
    const before = link.count.received;
    link.faults = { bytesPerSecond: 400_000 };
    await applicant.send();
    await expect.poll(() => link.count.received - before).toBeGreaterThan(500_000);
    await withRecipients(page, (data) => (data.recipients = [OTHER_KEY]));
    await page.reload();
    link.faults = {};
    await expect(applicant.receipt).toBeVisible({ timeout: 30_000 });

    // Opened with the first key; and not sent anew.
    const { size } = endpoint.theOnePackage();
    expect(link.count.received - before).toBeLessThan(size + 400_000);
  } finally {
    await link.close();
    await endpoint.remove();
  }
});

test('a page that is older than the office’s key is told so, and nothing readable is stored', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    await withRecipients(page, (data) => delete data.recipients);
    const applicant = new Applicant(page, 'en', endpoint.url);
    await fillIn(applicant, 100_000);
    await expect(page.locator('#who-can-read')).toContainText(messagePart('en', 'send_readable'));
    await applicant.send();
    await expect(page.locator('#refused li')).toContainText('Load the page');
    for (const path of filesBelow(endpoint.store)) expect(readFileSync(path).includes(IN_A_PDF)).toBe(false);

    await page.unroute('**/apply/rest-*.json');
    await page.reload();
    await applicant.filesAreRight(3);
    await applicant.send();
    await expect(applicant.receipt).toBeVisible();
    expect(endpoint.theOnePackage().stored).toMatch(/\.age$/);
  } finally {
    await endpoint.remove();
  }
});
