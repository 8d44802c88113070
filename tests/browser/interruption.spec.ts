// The reason people come: the connection goes, and nothing is lost.
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { Applicant, eligible, PERSON } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

/** Bytes of a chunk, as the form sends them (`SLICE` in wasm-form). */
const CHUNK = 256 * 1024;

/** A link so slow that there is time to break it: bytes a second, upwards. */
async function slowLink(page: Page, uploadBytesPerSecond: number) {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 20,
    downloadThroughput: -1,
    uploadThroughput: uploadBytesPerSecond,
  });
}

/** The offsets of all chunks that the page began to send. */
function watchChunks(page: Page): number[] {
  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });
  return offsets;
}

/** Holds that at most one chunk was sent twice, and says how many bytes that was. */
function expectNextToNothingSentTwice(offsets: number[], size: number) {
  const sent = offsets.reduce((sum, offset) => sum + Math.min(CHUNK, size - offset), 0);
  expect(sent).toBeGreaterThanOrEqual(size);
  console.log(`${size} bytes arrived, ${sent - size} of them were sent twice at most`);
  expect(sent - size).toBeLessThanOrEqual(CHUNK);
}

async function fillIn(applicant: Applicant) {
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.enter(PERSON);
  await applicant.attach('passport', pdf('passport.pdf', 900_000));
  await applicant.attach('itk', pdf('permit.pdf', 900_000));
  await applicant.attach('special-requirements', pdf('contract.pdf', 700_000));
}

async function isHalfSent(page: Page) {
  const progress = page.locator('progress#progress');
  await expect(progress).toBeVisible();
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value / bar.max)).toBeGreaterThan(0.3);
}

test.describe('an upload is interrupted', () => {
  let endpoint: Endpoint;
  test.beforeEach(async () => {
    endpoint = await Endpoint.start();
  });
  test.afterEach(async () => {
    await endpoint.remove();
  });

  test('the endpoint is killed and started again: the open page finishes by itself', async ({ page }) => {
    const applicant = new Applicant(page, 'id', endpoint.url);
    await fillIn(applicant);
    const offsets = watchChunks(page);
    await slowLink(page, 500_000);
    await applicant.send();
    await isHalfSent(page);
    await endpoint.kill();
    await page.waitForTimeout(1500);
    await endpoint.start();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expectNextToNothingSentTwice(offsets, endpoint.theOnePackage().size);
  });

  test('the page is reloaded: files are there, and sending goes on from where it was', async ({ page }) => {
    const applicant = new Applicant(page, 'en', endpoint.url);
    await fillIn(applicant);
    const offsets = watchChunks(page);
    await slowLink(page, 500_000);
    await applicant.send();
    await isHalfSent(page);
    await page.reload();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expectNextToNothingSentTwice(offsets, endpoint.theOnePackage().size);
  });

  test('every third answer is lost: one application arrives, once', async ({ page }) => {
    const link = await Link.to(endpoint);
    try {
      const applicant = new Applicant(page, 'id', link.url);
      await fillIn(applicant);
      link.faults = { losesAnswer: (answer) => answer % 3 === 1 };
      await applicant.send();
      await expect(applicant.receipt).toBeVisible({ timeout: 90_000 });
      endpoint.theOnePackage();
    } finally {
      await link.close();
    }
  });

  test('stopped and changed while half has arrived: one application, the changed one', async ({ page }) => {
    const applicant = new Applicant(page, 'en', endpoint.url);
    await fillIn(applicant);
    await slowLink(page, 500_000);
    await applicant.send();
    await isHalfSent(page);
    await page.locator('#stop').click();
    await page.locator('[name="full_name"]').fill('Ada Lovelace');
    await slowLink(page, -1);
    await applicant.send();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expect(readFileSync(endpoint.theOnePackage().path).includes('Ada Lovelace')).toBe(true);
    await expect(applicant.receipt.locator('.notice')).toHaveCount(0);
  });

  test('stopped and changed after it had arrived unnoticed: one application, and its receipt', async ({ page }) => {
    const link = await Link.to(endpoint);
    try {
      const applicant = new Applicant(page, 'en', link.url);
      await fillIn(applicant);
      // The package is stored before the last chunk is answered.
      link.faults = { losesAnswer: () => endpoint.packages().length > 0 };
      await applicant.send();
      await expect(page.locator('#sending[data-state="waiting"]')).toBeVisible({ timeout: 30_000 });
      await page.locator('#stop').click();
      await page.locator('[name="full_name"]').fill('Ada Lovelace');
      link.faults = {};
      await applicant.send();

      await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
      expect(readFileSync(endpoint.theOnePackage().path).includes('Ada Lovelace')).toBe(false);
      await expect(applicant.receipt.locator('.notice')).toBeVisible();
    } finally {
      await link.close();
    }
  });
});
