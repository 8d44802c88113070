// Draws the pictures for shared links, site/assets/card-{id,en}.png, and site/assets/favicon.ico, out of
// icon.svg and the words below. Run it when one of them changes:
//   PANDUAN_CHROMIUM=/usr/bin/chromium node build/scripts/cards.mjs
// It needs the packages of the browser tests (`cargo xtask setup`).
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const { chromium } = createRequire(join(root, 'tests/browser/package.json'))('@playwright/test');
const assets = join(root, 'site/assets');
const icon = readFileSync(join(assets, 'icon.svg'), 'utf8');

const CARDS = {
  id: ['Panduan Izin Tinggal', 'Periksa. Siapkan. Kirim.', 'Independen · tahan sambungan lambat · Indonesia dan Inggris'],
  en: ['Stay Permit Guide', 'Check. Prepare. Send.', 'Independent · made for slow links · Indonesian and English'],
};

const card = ([title, steps, about]) => `<style>
* { margin: 0; box-sizing: border-box; }
body { width: 1200px; height: 630px; padding: 84px 90px; background: #fbfaf6; color: #1b2421; font: 34px/1.4 "DejaVu Sans", sans-serif; border-bottom: 28px solid #0b5a4e; }
svg { width: 128px; height: 128px; display: block; margin-bottom: 44px; }
h1 { font: 700 86px/1.15 "DejaVu Serif", serif; letter-spacing: -.02em; color: #0b5a4e; }
p { margin-top: 18px; font-size: 46px; }
small { display: block; margin-top: 40px; font-size: 27px; color: #55605b; }
</style>${icon}<h1>${title}</h1><p>${steps}</p><small>${about}</small>`;

/** An ICO with one PNG in it: six bytes of head, sixteen for the picture. */
function ico(png, size) {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(size, 6);
  head.writeUInt8(size, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

const browser = await chromium.launch({ executablePath: process.env.PANDUAN_CHROMIUM });
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
for (const [lang, words] of Object.entries(CARDS)) {
  await page.setContent(card(words));
  await page.screenshot({ path: join(assets, `card-${lang}.png`) });
}
await page.setViewportSize({ width: 32, height: 32 });
await page.setContent(`<style>*{margin:0}svg{width:32px;height:32px;display:block}</style>${icon}`);
writeFileSync(join(assets, 'favicon.ico'), ico(await page.screenshot({ omitBackground: true }), 32));
await browser.close();
