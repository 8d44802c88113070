// The reason people come: the connection goes, and nothing is lost.
import { expect, test, type Page } from './watched';
import { readFileSync } from 'node:fs';
import { Applicant, eligible, PERSON } from './applicant';
import { pdf } from './documents';
import { Endpoint } from './endpoint';
import { Link } from './link';

/** The most bytes that a request carries (`MOST` in worker/src/pace.rs): what a killed endpoint can have lost. */
const PIECE = 1024 * 1024;

/** Bytes a second, upwards: so slow that there is time to break the link. */
const SLOW = 500_000;

/** Holds that at most one piece was sent twice, and says how many bytes that was, requests' heads included. */
function expectNextToNothingSentTwice(sent: number, size: number) {
  console.log(`${size} bytes arrived, ${sent} were sent`);
  expect(sent).toBeGreaterThanOrEqual(size);
  expect(sent - size).toBeLessThanOrEqual(PIECE + 20_000);
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
  let link: Link;
  test.beforeEach(async () => {
    endpoint = await Endpoint.start();
    link = await Link.to(endpoint);
  });
  test.afterEach(async () => {
    await link.close();
    await endpoint.remove();
  });

  /** Sends a filled-in form over a slow link until about half of it has arrived; says how to count. */
  async function sendHalf(applicant: Applicant): Promise<() => number> {
    await fillIn(applicant);
    link.faults = { bytesPerSecond: SLOW };
    const before = link.count.received;
    await applicant.send();
    await isHalfSent(applicant.page);
    return () => link.count.received - before;
  }

  test('the endpoint is killed and started again: the open page finishes by itself', async ({ page }) => {
    const applicant = new Applicant(page, 'id', link.url);
    const sent = await sendHalf(applicant);
    await endpoint.kill();
    await page.waitForTimeout(1500);
    await endpoint.start();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expectNextToNothingSentTwice(sent(), endpoint.theOnePackage().size);
  });

  test('the page is reloaded: files are there, and sending goes on from where it was', async ({ page }) => {
    const applicant = new Applicant(page, 'en', link.url);
    const sent = await sendHalf(applicant);
    await page.reload();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expectNextToNothingSentTwice(sent(), endpoint.theOnePackage().size);
  });

  test('paused, reloaded and resumed: nothing is sent meanwhile, and little of it twice', async ({ page }) => {
    const applicant = new Applicant(page, 'en', link.url);
    const sent = await sendHalf(applicant);
    await page.locator('#pause').click();
    await expect(page.locator('#resume')).toBeVisible();
    await page.reload();
    await expect(page.locator('#sending[data-state="paused"]')).toBeFocused();
    // What the device's own buffers still hold goes out.
    await page.waitForTimeout(2000);
    const paused = sent();
    await page.waitForTimeout(1000);
    expect(sent()).toBe(paused);
    expect(endpoint.packages()).toEqual([]);
    await page.locator('#resume').click();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expectNextToNothingSentTwice(sent(), endpoint.theOnePackage().size);
  });

  test('every third answer is lost: one application arrives, once', async ({ page }) => {
    const applicant = new Applicant(page, 'id', link.url);
    await fillIn(applicant);
    link.faults = { losesAnswer: (answer) => answer % 3 === 1 };
    await applicant.send();
    await expect(applicant.receipt).toBeVisible({ timeout: 90_000 });
    endpoint.theOnePackage();
  });

  test('stopped and changed while half has arrived: one application, the changed one', async ({ page }) => {
    const applicant = new Applicant(page, 'en', link.url);
    await sendHalf(applicant);
    await page.locator('#stop').click();
    await page.locator('[name="full_name"]').fill('Ada Lovelace');
    link.faults = {};
    await applicant.send();

    await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
    expect(readFileSync(endpoint.theOnePackage().path).includes('Ada Lovelace')).toBe(true);
    await expect(applicant.receipt.locator('.notice')).toHaveCount(0);
  });

  test('stopped and changed after it had arrived unnoticed: one application, and its receipt', async ({ page }) => {
    const applicant = new Applicant(page, 'en', link.url);
    await fillIn(applicant);
    // The package is stored before the last piece is answered.
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
  });
});
