// The main job once more, in a Firefox as people have it. Playwright drives only one of its own, so Puppeteer
// does, by the protocol that all browsers are to share (WebDriver BiDi).
import { expect, test } from './watched';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type ElementHandle, type Page } from 'puppeteer-core';
import { eligible, PERSON, SERVICE } from './applicant';
import { pdf, photo, type File } from './documents';
import { Endpoint } from './endpoint';

/** Milliseconds for whatever is waited for. */
const PATIENCE = 30_000;

async function answer(page: Page, answers: Record<string, string>) {
  for (const [question, value] of Object.entries(answers)) {
    const option = await page.$(`[type="radio"][name="${question}"][value="${value}"]`);
    if (option) {
      await click(option);
    } else {
      await page.locator(`[name="${question}"]`).fill(value);
    }
  }
}

/** Clicks what is brought to the middle first, as people do: at its edge a bar lies over the page. */
async function click(element: ElementHandle) {
  await element.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await element.click();
}

/** Chooses a file for each document. A browser takes files from a disk only, so they are put there first. */
async function attach(page: Page, folder: string, documents: Record<string, File>) {
  for (const [document, { name, buffer }] of Object.entries(documents)) {
    const path = join(folder, name);
    writeFileSync(path, buffer);
    const input = await page.waitForSelector(`input[type="file"][name="${document}"]`);
    await (input as ElementHandle<HTMLInputElement>).uploadFile(path);
  }
}

test('from the guide to a receipt, in Firefox', async () => {
  const endpoint = await Endpoint.start();
  const folder = mkdtempSync(join(tmpdir(), 'panduan-documents-'));
  let browser: Browser | undefined;
  try {
    browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: process.env.PANDUAN_FIREFOX!,
      defaultViewport: { width: 360, height: 640 },
    });
    const passport = await photo(browser, 'passport.jpg');
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${endpoint.url}/id/services/${SERVICE}/`);
    await Promise.all([page.waitForNavigation(), page.click(`main a[href$="/id/services/${SERVICE}/apply/"]`)]);
    await page.waitForSelector('#send', { visible: true });

    await answer(page, { ...eligible(), ...PERSON });
    await page.waitForSelector('#verdict[data-verdict="eligible"]');
    await attach(page, folder, {
      passport,
      itk: pdf('permit.pdf', 400_000),
      'special-requirements': pdf('contract.pdf', 300_000),
    });
    await click((await page.$('#send'))!);
    const receipt = await page.waitForSelector('#receipt[data-receipt]', { visible: true });
    const code = await receipt!.evaluate((element) => (element as HTMLElement).dataset.receipt);

    const { size } = endpoint.theOnePackage();
    expect(size).toBeGreaterThan(passport.buffer.length + 700_000);
    const status = await (await fetch(`${endpoint.url}/status/${code}`)).json();
    expect(status).toMatchObject({ receipt: code, state: 'received' });
  } finally {
    await browser?.close();
    rmSync(folder, { recursive: true });
    await endpoint.remove();
  }
});
