// Uppy, in a real browser, on a page of another origin: which sends only where its origin was named.
import { expect, test, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { CONTENT, Endpoint } from '../endpoint';
import { Link } from '../link';
import { expectLittleSentTwice, Parcel, PART, PATIENCE, SLOW, uploadsIn } from './parcel';

const PAGE = fileURLToPath(new URL('uppy-page.ts', import.meta.url));

test.describe('Uppy on a page of another origin', () => {
  let site: Server;
  let origin: string;
  let parcel: Parcel;
  test.beforeAll(async () => {
    const { outputFiles } = await build({ entryPoints: [PAGE], bundle: true, write: false, format: 'iife' });
    const html = `<!doctype html><meta charset="utf-8"><title>x</title><input type="file"><script>${outputFiles[0].text.replaceAll('</script', '<\\/script')}</script>`;
    site = createServer((_request, answer) => answer.setHeader('Content-Type', 'text/html').end(html));
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    origin = `http://127.0.0.1:${(site.address() as { port: number }).port}`;
    parcel = new Parcel();
  });
  test.afterAll(() => {
    parcel.remove();
    site.close();
  });

  async function choose(page: Page, link: Link) {
    await page.goto(origin);
    await page.evaluate((given) => (window.given = given), {
      endpoint: `${link.url}/files`,
      metadata: parcel.metadata,
    });
    await page.locator('input').setInputFiles(parcel.path);
  }

  /** Waits until the page has a receipt, which it fetched itself, and says where its upload is. */
  async function received(page: Page): Promise<string> {
    await expect.poll(() => page.evaluate(() => window.outcome.receipt), { timeout: 60_000 }).toBeTruthy();
    return (await page.evaluate(() => window.outcome.url))!;
  }

  // If it broke, a page of an office's other site could not send, or not go on after a break: a header that
  // is not allowed, or not shown to it, is enough for that.
  test('goes on when the connection is cut, the endpoint is killed, and the page is loaded again', async ({ page }) => {
    const endpoint = await Endpoint.start([...CONTENT, '--allow-origin', origin]);
    const link = await Link.to(endpoint);
    const sent = () => link.count.received;
    try {
      link.faults = { bytesPerSecond: SLOW };
      await choose(page, link);
      await expect.poll(sent, PATIENCE).toBeGreaterThan(1_000_000);
      link.cut();
      await expect.poll(sent, PATIENCE).toBeGreaterThan(2_000_000);
      await endpoint.kill();
      await endpoint.start();
      await expect.poll(sent, PATIENCE).toBeGreaterThan(3_500_000);
      // The file is chosen again; what is sent of it is what is missing.
      await choose(page, link);
      const upload = await received(page);
      await parcel.expectReceived(upload, endpoint);
      expectLittleSentTwice(sent(), parcel, PART);
      expect(uploadsIn(endpoint)).toBe(1);
    } finally {
      await link.close();
      await endpoint.remove();
    }
  });

  // If it broke, any page on the web could send in the name of whoever looks at it.
  test('cannot send where its origin was not named', async ({ page }) => {
    const endpoint = await Endpoint.start([...CONTENT, '--allow-origin', 'https://example.org']);
    const link = await Link.to(endpoint);
    try {
      await choose(page, link);
      await expect
        .poll(() => page.evaluate(() => window.outcome.error), { timeout: 30_000 })
        .toContain('looks like a network error');
      expect(uploadsIn(endpoint)).toBe(0);
    } finally {
      await link.close();
      await endpoint.remove();
    }
  });
});
