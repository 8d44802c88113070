// The examples of docs/deploy, with the real nginx and the real Caddy: pages, status and uploads come through,
// and what has arrived of a broken request is kept.
import { expect, test } from '@playwright/test';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CONTENT, Endpoint } from '../endpoint';
import { Link } from '../link';
import { Client } from './client';
import { expectLittleSentTwice, offsetOf, Parcel, PATIENCE, SLOW } from './parcel';
import { Proxy, type Server } from './proxy';

const SEND = fileURLToPath(new URL('send.mjs', import.meta.url));

/** Headers that keep others from framing, opening or reading a page, and a worker from more than its work. */
const PROTECTING = [
  'Content-Security-Policy',
  'Cross-Origin-Opener-Policy',
  'Cross-Origin-Resource-Policy',
  'Permissions-Policy',
  'Referrer-Policy',
  'X-Content-Type-Options',
];

let parcel: Parcel;
let endpoint: Endpoint;
test.beforeEach(async () => {
  parcel = new Parcel();
  endpoint = await Endpoint.start([...CONTENT, '--trusted-proxy', '127.0.0.1']);
});
test.afterEach(async () => {
  parcel.remove();
  await endpoint.remove();
});

const send = (link: Link) =>
  new Client('node', [
    ...[SEND, `${link.url}/files`, parcel.path, join(parcel.folder, 'urls.json')],
    JSON.stringify(parcel.metadata),
  ]);

/** Sends until so many bytes have gone out, kills the client and its connection, and says where the upload is at the endpoint
    and what is kept of it. */
async function breakOff(link: Link, bytes: number): Promise<{ upload: string; kept: () => Promise<number> }> {
  link.faults = { bytesPerSecond: SLOW };
  const client = send(link);
  await expect.poll(() => link.count.received, PATIENCE).toBeGreaterThan(bytes);
  await client.kill();
  // What it had put into the device's buffers would arrive all the same.
  link.cut();
  const upload = `${endpoint.url}${new URL(client.url!).pathname}`;
  return { upload, kept: () => offsetOf(upload) };
}

for (const server of ['nginx', 'Caddy'] as Server[]) {
  // If it broke, an operator who follows the example would make applicants begin again after each break, or
  // write down what opens their uploads.
  test(`${server}: an upload breaks off, goes on where it was, and gets its receipt`, async () => {
    const proxy = await Proxy.start(server, endpoint.url);
    const link = await Link.to(proxy);
    try {
      const { upload, kept } = await breakOff(link, 2_500_000);
      await expect.poll(kept, PATIENCE).toBeGreaterThan(2_000_000);
      console.log(`${server}: ${await kept()} bytes of the broken request are kept`);

      const url = await send(link).succeeds();
      expect(new URL(url).pathname).toBe(new URL(upload).pathname);
      const code = await parcel.expectReceived(url, endpoint);
      expectLittleSentTwice(link.count.received, parcel, 200_000);

      const status = await fetch(`${proxy.url}/status/${code}`, { headers: { Accept: 'text/html' } });
      expect([status.status, status.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
      expect(await status.text()).toContain(code);
      // With the endpoint gone, what the server says of it is where a log would give everything away.
      await endpoint.kill();
      expect((await fetch(`${url}/receipt`)).status).toBe(502);
      await endpoint.start();
      const secrets = [new URL(url).pathname.split('/')[2], code];
      for (const secret of secrets) expect(proxy.log).not.toContain(secret);
    } finally {
      await link.close();
      await proxy.stop();
    }
  });

  // If it broke, readers would get an old page, a large one, or none; and whoever asks, the operator's figures.
  test(`${server}: pages come from the folder, the rest from the endpoint`, async () => {
    const proxy = await Proxy.start(server, endpoint.url);
    const guide = await Endpoint.start(['--site', process.env.PANDUAN_DIST!]);
    try {
      const get = async (path: string, headers: Record<string, string> = {}) => {
        const answer = await fetch(proxy.url + path, { headers });
        const header = (name: string) => answer.headers.get(name);
        return { status: answer.status, header, text: await answer.text() };
      };
      const page = await get('/en/', { 'Accept-Encoding': 'gzip' });
      expect([page.status, page.header('Content-Encoding'), page.header('Cache-Control')]).toEqual([200, 'gzip', 'no-cache']);
      expect(page.header('X-Content-Type-Options')).toBe('nosniff');
      expect(page.text).toContain('<html lang="en"');

      const wasm = readdirSync(process.env.PANDUAN_DIST!).find((name) => name.endsWith('_bg.wasm'))!;
      const hashed = await get(`/${wasm}`);
      expect(hashed.header('Cache-Control')).toBe('public, max-age=31536000, immutable');
      expect(hashed.header('Content-Type')).toBe('application/wasm');

      // If it broke, readers would run an old service worker, or load what they have.
      const { header } = await get('/en/');
      const known = { 'If-None-Match': header('ETag') ?? '', 'If-Modified-Since': header('Last-Modified') ?? '' };
      expect((await get('/en/', known)).status).toBe(304);
      for (const path of ['/sw.js', '/en/offline.json', '/en/app.webmanifest']) {
        const asked = await get(path);
        expect([path, asked.status, asked.header('Cache-Control')]).toEqual([path, 200, 'no-cache']);
      }
      const script = readdirSync(process.env.PANDUAN_DIST!).find((name) => /^page-en-.*\.js$/.test(name))!;
      expect((await get(`/${script}`)).header('Cache-Control')).toBe('public, max-age=31536000, immutable');

      // If it broke, the form could be framed by any site, and its worker would run without a policy.
      const worker = readdirSync(process.env.PANDUAN_DIST!).find((name) => /^worker.*\.js$/.test(name))!;
      for (const path of ['/en/', `/${worker}`]) {
        const [theirs, ours] = [await fetch(proxy.url + path), await fetch(guide.url + path)];
        for (const name of PROTECTING) expect([path, name, theirs.headers.get(name)]).toEqual([path, name, ours.headers.get(name)]);
      }

      for (const [path, lang] of [['/en/nothing/', 'en'], ['/nothing', 'id']]) {
        const missing = await get(path);
        expect([missing.status, missing.header('Cache-Control')]).toEqual([404, 'no-cache']);
        expect(missing.text).toContain(`<html lang="${lang}"`);
      }
      expect((await get('/healthz')).text).toBe('ok');
      expect((await get('/metrics')).status).toBe(404);
      // The endpoint's own words, its own headers, and none of them twice.
      const receipt = await get('/status/XXXX-XXXX');
      expect([receipt.status, receipt.header('Cache-Control')]).toEqual([404, 'no-store']);
      expect(receipt.header('X-Content-Type-Options')).toBe('nosniff');
      expect(JSON.parse(receipt.text).code).toBe('unknown-receipt');
      const asked = await fetch(`${proxy.url}/files`, { method: 'OPTIONS' });
      expect(asked.headers.get('Tus-Extension')).toContain('checksum');
    } finally {
      await guide.remove();
      await proxy.stop();
    }
  });

  // If it broke, anybody could pass for somebody else, or everybody for one.
  test(`${server}: says who asked, whatever they say of themselves`, async () => {
    let seen: IncomingHttpHeaders = {};
    const listening = createServer((request, answer) => {
      seen = request.headers;
      answer.end();
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as { port: number };
    const proxy = await Proxy.start(server, `http://127.0.0.1:${port}`);
    try {
      await fetch(`${proxy.url}/files`, { method: 'POST', headers: { 'X-Forwarded-For': '203.0.113.7' } });
      expect(seen['x-forwarded-for']).toBe('127.0.0.1');
    } finally {
      await proxy.stop();
      listening.closeAllConnections();
      listening.close();
    }
  });
}

// If it broke, the example's line about buffering would not be what keeps the bytes, and something else would have to be said.
test('nginx: with request buffering, nothing of a broken request is kept', async () => {
  const buffering = { 'proxy_request_buffering off': 'proxy_request_buffering on' };
  const proxy = await Proxy.start('nginx', endpoint.url, buffering);
  const link = await Link.to(proxy);
  try {
    const { kept } = await breakOff(link, 2_500_000);
    // As long as it took the other way round, and longer.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(await kept()).toBe(0);
  } finally {
    await link.close();
    await proxy.stop();
  }
});
