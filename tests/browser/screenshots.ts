// Pictures of every page kind and of the form's states, in three widths and both schemes, to be looked at:
// target/screenshots/<page>-<width>-<scheme>.png, and sheets of them side by side. `cargo xtask screenshots`
// runs it; it judges nothing.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { Applicant, eligible, inDays, PERSON, SERVICE } from './applicant';
import { pdf, photo, webPage } from './documents';

const FOLDER = join(import.meta.dirname, '../../target/screenshots');
const SIZES = [
  [360, 640],
  [768, 1024],
  [1280, 800],
] as const;
const SCHEMES = ['light', 'dark'] as const;
/** Of a long page, so much; the rest looks like it. */
const TALLEST = 2200;

/** Address and what is done there before the picture. */
type Subject = [name: string, path: string, act?: (page: Page) => Promise<void>];

const service = `services/${SERVICE}`;
const SUBJECTS: Subject[] = [
  ['choice', '/'],
  ['home', '/id/'],
  ['home-en', '/en/'],
  ['index', '/id/cari/'],
  ['results', '/id/cari/#q=perpanjagan', (page) => page.locator('#results a').first().waitFor()],
  ['guide', '/id/gagal-unggah/'],
  ['table', '/id/aplikasi-mana/'],
  ['services', '/id/services/'],
  ['service', `/id/${service}/`],
  ['rules', `/id/${service}/rules/`],
  ['fees', '/id/biaya/'],
  ['glossary', '/en/istilah/'],
  ['offices', '/en/kantor-imigrasi/'],
  ['about', '/en/tentang/'],
  ['missing', '/id/tidak-ada/'],
  ['apply', `/id/${service}/apply/`, (page) => page.locator('#send').waitFor()],
  ['verdict', `/en/${service}/apply/`, (page) => verdict(page, {})],
  ['refused', `/en/${service}/apply/`, (page) => verdict(page, { visa_origin: 'visa-exemption' })],
  ['ask', `/en/${service}/apply/`, (page) => verdict(page, { itk_expires: inDays(5) })],
  ['problems', `/en/${service}/apply/`, problems],
  ['receipt', `/en/${service}/apply/`, receipt],
  ['status', '/status/?lang=en'],
  ['status-wrong', '/status/?lang=id&code=AAAA'],
  ['status-known', `/en/${service}/apply/`, known],
];

async function verdict(page: Page, other: Record<string, string>) {
  const applicant = new Applicant(page, 'en');
  await applicant.waitForForm();
  await applicant.answer({ ...eligible(), ...other });
  await page.locator('[data-verdict]').first().scrollIntoViewIfNeeded();
}

async function problems(page: Page) {
  const applicant = new Applicant(page, 'en');
  await verdict(page, {});
  await applicant.attach('passport', webPage('passport.jpg'));
  await applicant.document('passport').getByText('passport.jpg').first().waitFor();
  await applicant.send();
  await page.locator('#missing').waitFor();
}

async function receipt(page: Page) {
  const applicant = new Applicant(page, 'en');
  await verdict(page, {});
  await applicant.enter(PERSON);
  const documents = {
    passport: await photo(page.context().browser()!, 'passport.jpg'),
    itk: pdf('permit.pdf', 400_000),
    'special-requirements': pdf('contract.pdf', 300_000),
  };
  for (const [id, file] of Object.entries(documents)) await applicant.attach(id, file);
  await applicant.send();
  await page.locator('.code').first().waitFor();
}

async function known(page: Page) {
  await receipt(page);
  const code = (await page.locator('.code').first().innerText()).trim();
  await page.goto(`/status/${code}?lang=en`);
}

async function take(browser: Browser, [name, path, act]: Subject, options: BrowserContextOptions, file: string) {
  const context = await browser.newContext({ ...options, baseURL: process.env.PANDUAN_URL });
  const page = await context.newPage();
  await page.goto(path);
  if (act) await act(page).catch((error) => console.log(`${name}: ${String(error).split('\n')[0]}`));
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  const shows = await page.evaluate(() => scrollY);
  const { width } = options.viewport!;
  // What was scrolled to, with some of what is above it.
  const top = Math.max(0, Math.min(shows - 300, height - TALLEST));
  const clip = { x: 0, y: top, width, height: Math.min(TALLEST, height - top) };
  await page.screenshot({ path: join(FOLDER, file), fullPage: true, clip });
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
for (const [width, height] of SIZES) {
  for (const colorScheme of SCHEMES) {
    test(`${width}, ${colorScheme}`, async ({ browser }) => {
      test.setTimeout(600_000);
      const wanted = process.env.PANDUAN_SUBJECTS?.split(',');
      const subjects = SUBJECTS.filter(([name]) => !wanted || wanted.includes(name));
      for (const subject of subjects) {
        const file = `${subject[0]}-${width}-${colorScheme}.png`;
        await take(browser, subject, { viewport: { width, height }, colorScheme }, file);
      }
      await sheets(browser, subjects.map(([name]) => `${name}-${width}-${colorScheme}`), `${width}-${colorScheme}`);
    });
  }
}

test('the two of the README', async ({ browser }) => {
  // As a phone shows them; copied to docs/pictures by hand, when they have been looked at.
  const viewport = { width: 360, height: 640 };
  const page = await browser.newPage({ viewport, baseURL: process.env.PANDUAN_URL });
  await page.goto('/en/');
  await page.screenshot({ path: join(FOLDER, 'readme-home.png') });
  await page.goto(`/en/${service}/apply/`);
  await verdict(page, { itk_expires: inDays(5) });
  await page.evaluate(() => document.querySelector('#outcome')?.scrollIntoView());
  await page.screenshot({ path: join(FOLDER, 'readme-verdict.png') });
  await page.close();
});

/** Some pictures side by side, so that many are looked at at once. */
async function sheets(browser: Browser, names: string[], title: string) {
  const each = title.startsWith('360') ? 6 : 4;
  for (let at = 0; at < names.length; at += each) {
    const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
    const page = await context.newPage();
    const pictures = names.slice(at, at + each).map((name) => {
      const bytes = readFileSync(join(FOLDER, `${name}.png`)).toString('base64');
      return `<figure><img src="data:image/png;base64,${bytes}"><figcaption>${name}</figcaption></figure>`;
    });
    await page.setContent(
      `<style>body{display:flex;gap:8px;align-items:start;margin:8px;background:#888}figure{margin:0;flex:1 1 0}img{width:100%}</style>${pictures.join('')}`,
    );
    await page.screenshot({ path: join(FOLDER, `sheet-${title}-${1 + at / each}.png`), fullPage: true });
    await context.close();
  }
}
