// The reason people come: the connection goes, and nothing is lost.
import { expect, test, type Page } from '@playwright/test';
import { Applicant, eligible } from './applicant';
import { pdf } from './documents';
import { Endpoint, verify } from './endpoint';

/** Bytes of a chunk, as the form sends them (wasm-form). */
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

/** Counts the bytes of every chunk that the page sends, the lost ones too. */
function countSent(page: Page): { bytes: number } {
  const sent = { bytes: 0 };
  page.on('request', (request) => {
    if (request.method() === 'PATCH') sent.bytes += request.postDataBuffer()?.length ?? 0;
  });
  return sent;
}

async function fillIn(applicant: Applicant) {
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.attach('passport', pdf('passport.pdf', 900_000));
  await applicant.attach('itk', pdf('permit.pdf', 900_000));
  await applicant.attach('special-requirements', pdf('contract.pdf', 700_000));
}

async function isHalfSent(page: Page) {
  const progress = page.locator('progress#progress');
  await expect(progress).toBeVisible();
  await expect.poll(() => progress.evaluate((bar: HTMLProgressElement) => bar.value / bar.max)).toBeGreaterThan(0.3);
}

async function expectOneVerifiedPackage(endpoint: Endpoint) {
  const packages = endpoint.packages();
  expect(packages).toHaveLength(1);
  verify(packages[0]);
}

test('the endpoint is killed in the middle and started again: the open page finishes by itself', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    const applicant = new Applicant(page, 'id', endpoint.url);
    await fillIn(applicant);
    const sent = countSent(page);
    await slowLink(page, 500_000);
    await applicant.send();
    await isHalfSent(page);
    await endpoint.kill();
    await page.waitForTimeout(1500);
    await endpoint.start();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    await expectOneVerifiedPackage(endpoint);
    const stored = await applicant.page.evaluate(async (url) => {
      const code = document.querySelector('#receipt')!.getAttribute('data-receipt');
      return (await fetch(`${url}/status/${code}`)).ok;
    }, endpoint.url);
    expect(stored).toBe(true);
    const { size } = await import('node:fs').then((fs) => fs.statSync(endpoint.packages()[0]));
    console.log(`sent ${sent.bytes} bytes for a package of ${size}: ${sent.bytes - size} twice`);
    expect(sent.bytes - size).toBeLessThanOrEqual(CHUNK);
  } finally {
    await endpoint.remove();
  }
});

test('the page is reloaded in the middle: files are there, and sending goes on from where it was', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    const applicant = new Applicant(page, 'en', endpoint.url);
    await fillIn(applicant);
    const sent = countSent(page);
    await slowLink(page, 500_000);
    await applicant.send();
    await isHalfSent(page);
    await page.reload();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    await expectOneVerifiedPackage(endpoint);
    const { size } = await import('node:fs').then((fs) => fs.statSync(endpoint.packages()[0]));
    expect(sent.bytes - size).toBeLessThanOrEqual(CHUNK);
  } finally {
    await endpoint.remove();
  }
});

test('every other answer is lost on the way: one application arrives, once', async ({ page }) => {
  const endpoint = await Endpoint.start();
  try {
    const applicant = new Applicant(page, 'id', endpoint.url);
    await fillIn(applicant);
    let requests = 0;
    await page.route(/\/files(\/|$)/, async (route) => {
      requests += 1;
      if (requests % 2 === 1) {
        // It reaches the endpoint, and the answer does not come back.
        await route.fetch().catch(() => {});
        await route.abort('connectionreset');
      } else {
        await route.continue();
      }
    });
    await applicant.send();
    await expect(applicant.receipt).toBeVisible({ timeout: 90_000 });
    await expectOneVerifiedPackage(endpoint);
  } finally {
    await endpoint.remove();
  }
});
