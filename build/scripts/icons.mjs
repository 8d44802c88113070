// Makes the icons of the installed guide out of site/assets/icon.svg, with the browser of the tests:
//     node build/scripts/icons.mjs
// They are kept in site/assets/icons, so that a build needs no browser; run it again when the drawing changes.
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const { chromium } = createRequire(new URL('tests/browser/package.json', root))('@playwright/test');
const drawing = readFileSync(new URL('site/assets/icon.svg', root), 'utf8');

/** Where a system cuts its own shape out of an icon, four fifths of it stay; the ground goes to the edge. */
const uncut = drawing
  .replace('rx="7"', '')
  .replace('<g ', '<g transform="translate(3.2 3.2) scale(.8)"><g ')
  .replace('</g>', '</g></g>');

const icons = [
  ['icon-192.png', 192, drawing],
  ['icon-512.png', 512, drawing],
  ['icon-maskable-512.png', 512, uncut],
  // iOS rounds the corners itself, and shows what is clear as black.
  ['apple-touch-icon.png', 180, uncut],
];

const browser = await chromium.launch({ executablePath: process.env.PANDUAN_CHROMIUM ?? '/usr/bin/chromium' });
for (const [name, size, svg] of icons) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${svg}`);
  const path = fileURLToPath(new URL(`site/assets/icons/${name}`, root));
  writeFileSync(path, await page.screenshot({ omitBackground: true }));
  await page.close();
}
await browser.close();
