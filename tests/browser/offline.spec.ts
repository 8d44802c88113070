// The guide without a connection: what was read stays, the form works, and a newer version is offered and never
// put in the place of what is being read.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from './watched';
import { Applicant, eligible, LANGUAGES, messagePart, PERSON, SERVICE, type Lang } from './applicant';
import { pdf } from './documents';
import { Endpoint, pack } from './endpoint';
import { offlineWords, Release } from './release';
import { readFileSync } from 'node:fs';

test.use({ serviceWorkers: 'allow' });

let endpoint: Endpoint;
let release: Release;
test.beforeEach(async () => {
  release = new Release();
  endpoint = await Endpoint.start(['--site', release.folder]);
});
test.afterEach(async () => {
  await endpoint.remove();
  release.remove();
});

/** Opens a page and waits until it is kept, with all that it needs. */
async function read(page: Page, path: string) {
  await page.goto(endpoint.url + path);
  await expectKept(page);
}

async function expectKept(page: Page) {
  const missing = () =>
    page.evaluate(async () => {
      const files = document.querySelector<HTMLMetaElement>('meta[name=keep]')?.content.split(' ') ?? [];
      const needed = [location.pathname, `/${document.documentElement.lang}/offline/`, ...files];
      const kept = await Promise.all(needed.map((path) => caches.match(path)));
      return needed.filter((_, at) => !kept[at]);
    });
  await expect.poll(missing, { timeout: 30_000 }).toEqual([]);
}

/** The device has no connection: not to the site, and not to anything else. */
async function disconnect(context: BrowserContext) {
  await context.setOffline(true);
  await endpoint.kill();
}

async function connect(context: BrowserContext) {
  await endpoint.start();
  await context.setOffline(false);
}

const bar = (page: Page) => page.locator('.kept');

for (const lang of LANGUAGES) {
  // If it broke, whoever has read a page on the way would stand at the counter with an error page.
  test(`what was read can be read without a connection, with its day, and the rest is said to be missing, in ${lang}`, async ({
    page,
    context,
  }) => {
    const words = offlineWords(lang);
    await read(page, `/${lang}/`);
    await read(page, `/${lang}/gagal-unggah/`);
    const title = await page.locator('h1').innerText();
    await disconnect(context);

    const day = new Date().toLocaleDateString(lang, { dateStyle: 'long' });
    for (const path of [`/${lang}/gagal-unggah/`, `/${lang}/`]) {
      await page.goto(endpoint.url + path);
      await expect(page.locator('main h1')).toBeVisible();
      await expect(bar(page)).toContainText(words.kept.replace('{date}', day));
    }
    await bar(page).getByRole('button', { name: words.close }).click();
    await expect(bar(page)).toBeEmpty();

    await page.goto(`${endpoint.url}/${lang}/biaya/`);
    await expect(page.locator('#missing')).toContainText(words.missing);
    await expect(page.locator(`[data-pages="${lang}"] li`)).toHaveCount(2);
    await page.locator('[data-pages] a', { hasText: title }).click();
    await expect(page.locator('h1')).toHaveText(title);

    // The site is back: the page that was not there is.
    await page.goBack();
    await connect(context);
    await page.locator('#again').click();
    await expect(page.locator('#missing')).toHaveCount(0);
    await expect(page.locator('h1')).toBeVisible();
  });
}

// If it broke, a reader would go on reading what has changed, or lose the line they were reading.
test('a newer version of a page is offered, not put in its place, and comes when it is asked for', async ({ page, context }) => {
  const words = offlineWords('en');
  await read(page, '/en/gagal-unggah/');
  release.change('en/gagal-unggah/index.html', '<h1>', '<h1>Newer: ');
  await page.goto(`${endpoint.url}/en/gagal-unggah/`);
  await expect(bar(page)).toContainText(words.newer);
  await expect(page.locator('h1')).not.toContainText('Newer:');
  await bar(page).getByRole('button', { name: words.show }).click();
  await expect(page.locator('h1')).toContainText('Newer:');
  await expect(bar(page)).toBeEmpty();
  // What is kept is that one.
  await disconnect(context);
  await page.goto(`${endpoint.url}/en/gagal-unggah/`);
  await expect(page.locator('h1')).toContainText('Newer:');
});

// If it broke, a form that was open while the site was built anew would fail with the first document.
test('a form that is open from before a new release still has its worker, and a sweep leaves what is needed', async ({ page, context }) => {
  const applicant = new Applicant(page, 'en', endpoint.url);
  await applicant.openForm();
  await expectKept(page);
  const before = await keptFiles(page);
  release.rename(/^worker-[0-9a-f]+/, SERVICE);
  // The new release is read in another tab, at once, and kept.
  const other = await context.newPage();
  await other.goto(page.url());
  const keeps = (of: Page) => of.locator('meta[name=keep]').getAttribute('content');
  expect(await keeps(other)).not.toBe(await keeps(page));
  await expect.poll(async () => (await keptFiles(other)).length).toBeGreaterThan(before.length);
  await expect(bar(other)).toBeEmpty();
  await other.close();

  await applicant.answer(eligible());
  await applicant.attach('passport', pdf('passport.pdf'));
  await applicant.filesAreRight(1);

  // Alone, and as it is now: what only the old one needed goes.
  await page.reload();
  await applicant.waitForForm();
  await expectKept(page);
  await expect.poll(() => keptFiles(page)).not.toEqual(expect.arrayContaining(before));
  await applicant.filesAreRight(1);
});

/** Names of the files that are kept, without pages. */
function keptFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const cache = await caches.open('panduan-1');
    const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
    return paths.filter((path) => /\.(js|wasm)$/.test(path)).sort();
  });
}

for (const lang of LANGUAGES) {
  // If it broke, whoever has no connection at the counter, or on the way, could not go on.
  test(`in airplane mode after one visit: filled in, packed, waiting, reopened, and a receipt once there is a connection, in ${lang}`, async ({
    page,
    context,
  }) => {
    const words = offlineWords(lang);
    await new Applicant(page, lang, endpoint.url).openForm();
    await expectKept(page);
    const address = page.url();
    await page.close();
    await disconnect(context);

    const opened = await context.newPage();
    const applicant = new Applicant(opened, lang, endpoint.url);
    await opened.goto(address);
    await applicant.waitForForm();
    await expect(bar(opened)).toContainText(words.kept_form);
    await applicant.answer(eligible());
    await expect(applicant.verdict).toHaveAttribute('data-verdict', 'eligible');
    await applicant.enter(PERSON);
    const documents = {
      passport: pdf('passport.pdf', 200_000),
      itk: pdf('permit.pdf', 300_000),
      'special-requirements': pdf('contract.pdf', 200_000),
    };
    for (const [id, file] of Object.entries(documents)) await applicant.attach(id, file);
    await applicant.filesAreRight(3);
    // The package is there as a file too, whole.
    const download = opened.waitForEvent('download');
    await opened.locator('#save-package').click();
    const saved = readFileSync(await (await download).path());
    expect(saved.equals(pack(eligible(), PERSON, documents))).toBe(true);

    await applicant.send();
    await expect(opened.locator('#sending[data-state="waiting"]')).toBeVisible({ timeout: 30_000 });
    await opened.close();

    const again = new Applicant(await context.newPage(), lang, endpoint.url);
    await again.page.goto(address);
    await expect(again.page.locator('#sending[data-state="waiting"]')).toBeVisible({ timeout: 30_000 });
    await connect(context);
    await expect(again.receipt).toBeVisible({ timeout: 60_000 });
    endpoint.theOnePackage();
    expect(await personal(again.page)).toEqual([]);
  });
}

/** What is kept and should not be: what the endpoint says, and what holds anything that was entered. */
function personal(page: Page): Promise<string[]> {
  return page.evaluate(async (name) => {
    const found: string[] = [];
    for (const key of await caches.keys()) {
      const cache = await caches.open(key);
      for (const request of await cache.keys()) {
        const text = await (await cache.match(request))!.text();
        const { pathname, search, hash } = new URL(request.url);
        if (/^\/(files|apply|status|receipt|metrics)/.test(pathname) || search || hash || text.includes(name)) {
          found.push(request.url);
        }
      }
    }
    return found;
  }, PERSON.full_name);
}

// If it broke, a receipt or an upload would stay on a shared phone, or be counted twice.
test('what the endpoint answers passes by the service worker, once, and is not kept', async ({ page }) => {
  await read(page, '/en/');
  for (const path of ['/status/', '/status/XXXX-XXXX-XXXX-XXXX', '/healthz', '/files/0123456789abcdef0123456789abcdef/receipt']) {
    const answer = await page.goto(endpoint.url + path).catch(() => null);
    expect(answer?.fromServiceWorker(), path).toBe(false);
  }
  await page.goto(`${endpoint.url}/en/`);
  expect(await personal(page)).toEqual([]);
});

const shelf = (page: Page, lang: Lang) => page.locator(`[data-language="${lang}"]`);

// If it broke, a reader could not take the guide along, or would not know what it costs.
test('the whole guide is saved, read without a connection, and removed again', async ({ page, context }) => {
  const words = offlineWords('en');
  await page.goto(`${endpoint.url}/en/offline/`);
  const { load, pages } = release.list('en');
  const size = load < 1e6 ? `${Math.round(load / 1e3)} KB` : `${(load / 1e6).toFixed(1)} MB`;
  await expect(shelf(page, 'en')).toContainText(size.replace('.0 ', ' '));
  await expect(shelf(page, 'id')).toBeVisible();
  await shelf(page, 'en').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  await expect(shelf(page, 'en')).toContainText(words.saved.split('{count}')[1].trim());
  await expect(shelf(page, 'en').locator('[data-save]')).toBeHidden();
  await disconnect(context);

  for (const [path] of pages) {
    await page.goto(endpoint.url + path, { waitUntil: 'commit' });
    await expect(page.locator('h1')).toBeVisible();
    await expect(page.locator('#missing:visible')).toHaveCount(0);
  }
  await page.goto(`${endpoint.url}/en/services/paspor/apply/`);
  await new Applicant(page, 'en').waitForForm();

  await page.goto(`${endpoint.url}/en/offline/`);
  await expect(page.locator('[data-pages="en"] li')).toHaveCount(pages.length - 2);
  await shelf(page, 'en').locator('[data-drop]').click();
  await expect(page.locator('#told')).toHaveText(words.removed);
  await expect(page.locator('#none')).toBeVisible();
  await page.goto(`${endpoint.url}/en/biaya/`);
  await expect(page.locator('#missing')).toBeVisible();
});

// If it broke, a saved guide would grow old unseen.
test('a guide that was saved and has changed since says so, and is brought up to date', async ({ page, context }) => {
  const words = offlineWords('en');
  await page.goto(`${endpoint.url}/en/offline/`);
  await shelf(page, 'en').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  release.change('en/biaya/index.html', '<h1>', '<h1>Newer: ');
  await page.reload();
  await expect(shelf(page, 'en')).toContainText(words.outdated);
  await shelf(page, 'en').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  await disconnect(context);
  await page.goto(`${endpoint.url}/en/biaya/`);
  await expect(page.locator('h1')).toContainText('Newer:');
});

// If it broke, a page that the guide gave up would be read for ever, or what is kept by itself could not be removed.
test('what the guide no longer has goes when it is saved again, and what is kept by itself can be removed', async ({ page }) => {
  const words = offlineWords('en');
  await read(page, '/en/biaya/');
  await page.goto(`${endpoint.url}/en/offline/`);
  await expect(page.locator('[data-pages="en"] a[href="/en/biaya/"]')).toBeVisible();
  await shelf(page, 'en').locator('[data-drop]').click();
  await expect(page.locator('#told')).toHaveText(words.removed);
  await expect(page.locator('#none')).toBeVisible();
  await expect(shelf(page, 'en').locator('[data-drop]')).toBeHidden();

  await shelf(page, 'en').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  release.leaveOut('/en/biaya/');
  await page.reload();
  await expect(shelf(page, 'en')).toContainText(words.outdated);
  await shelf(page, 'en').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  await expect(page.locator('[data-pages="en"] a[href="/en/tentang/"]')).toBeVisible();
  await expect(page.locator('[data-pages="en"] a[href="/en/biaya/"]')).toHaveCount(0);
});

// If it broke, a browser whose store of pages fails would make the site unreachable, with a connection.
test('where the device’s store fails, the site is as without it', async ({ page, context }) => {
  const [worker] = await Promise.all([context.waitForEvent('serviceworker'), read(page, '/en/')]);
  await worker.evaluate(() => {
    caches.match = caches.open = () => Promise.reject(new Error('no'));
  });
  for (const path of ['/en/gagal-unggah/', '/en/cari/', '/en/services/paspor/apply/']) {
    const answer = await page.goto(endpoint.url + path);
    expect(answer?.status(), path).toBe(200);
  }
  await new Applicant(page, 'en').waitForForm();
});

// If it broke, a reader would believe that the guide is with them, and find at the counter that it is not.
test('a device without room, and one that lost a part, are told in words', async ({ page, context }) => {
  const words = offlineWords('id');
  const session = await context.newCDPSession(page);
  const origin = endpoint.url;
  await page.goto(`${origin}/id/offline/`);
  await expect(shelf(page, 'id').locator('[data-save]')).toBeEnabled();
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 600_000 });
  await shelf(page, 'id').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.full, { timeout: 60_000 });

  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await shelf(page, 'id').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  await page.evaluate(async () => (await caches.open('panduan-1')).delete('/id/biaya/'));
  await page.reload();
  await expect(shelf(page, 'id')).toContainText(words.incomplete.replace('{count}', '1'));
  await expect(shelf(page, 'id').locator('[data-save]')).toBeVisible();

  // A form without one of its files is not there either.
  await shelf(page, 'id').locator('[data-save]').click();
  await expect(page.locator('#told')).toHaveText(words.ready, { timeout: 60_000 });
  await page.evaluate(async () => {
    const cache = await caches.open('panduan-1');
    const check = (await cache.keys()).find(({ url }) => url.includes('/paspor/') && /check-/.test(url));
    await cache.delete(check!);
  });
  await page.reload();
  await expect(shelf(page, 'id').locator('[data-state]')).toHaveText(/: \d+ halaman hilang/);
});

// The same, where the browser keeps nothing at all; the page is readable as before.
test('a browser that keeps nothing says so', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator.serviceWorker, 'register', { value: () => Promise.reject(new Error('no')) });
  });
  await page.goto(`${endpoint.url}/en/offline/`);
  await expect(page.locator('#told')).toHaveText(offlineWords('en').refused);
  await page.goto(`${endpoint.url}/en/`);
  await expect(page.locator('h1')).toBeVisible();
  await expect(bar(page)).toHaveCount(0);
});

for (const lang of LANGUAGES) {
  // If it broke, browsers would not offer to install the guide.
  test(`the guide can be installed, in ${lang}`, async ({ page, context }) => {
    await read(page, `/${lang}/`);
    const session = await context.newCDPSession(page);
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
    // A context of a test is one in which nothing can be installed.
    expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
    const { errors, data } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    const manifest = JSON.parse(data!);
    expect([manifest.lang, manifest.start_url]).toEqual([lang, `/${lang}/`]);
    for (const { src } of [...manifest.icons, { src: '/apple-touch-icon.png' }]) {
      expect((await page.request.get(endpoint.url + src)).headers()['content-type']).toBe('image/png');
    }
  });
}

for (const scheme of ['light', 'dark'] as const) {
  // If it broke, some readers could not use what keeps the guide for them, or would have it in their way.
  test(`what is kept, and the notices of it, are accessible and fit a phone, ${scheme}`, async ({ page, context }) => {
    await page.emulateMedia({ colorScheme: scheme });
    const expectAccessible = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
      const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      expect(content).toBeLessThanOrEqual(window);
    };
    await read(page, '/id/services/');
    await read(page, '/id/services/paspor/apply/');
    await page.goto(`${endpoint.url}/id/offline/`);
    await expect(shelf(page, 'id').locator('[data-save]')).toBeEnabled();
    await expectAccessible();
    await disconnect(context);
    await page.goto(`${endpoint.url}/id/services/`);
    await expect(bar(page)).not.toBeEmpty();
    await expectAccessible();
    await page.goto(`${endpoint.url}/id/biaya/`);
    await expect(page.locator('#missing')).toBeVisible();
    await expectAccessible();

    await page.goto(`${endpoint.url}/id/services/paspor/apply/`);
    await new Applicant(page, 'id').waitForForm();
    await expect(bar(page)).not.toBeEmpty();
    await expectAccessible();
    // The verdict is not under the notice, wherever the page is scrolled to.
    const verdict = page.locator('.bar');
    await page.locator('main .option').first().click();
    await verdict.scrollIntoViewIfNeeded();
    const [above, below] = [await verdict.boundingBox(), await bar(page).boundingBox()];
    expect(above!.y + above!.height).toBeLessThanOrEqual(below!.y + 1);
  });
}

// If it broke, browsers would run an old service worker for a year, or load every file anew.
test('what never changes is kept by the browser, and the rest is asked about in a few bytes', async ({ page, request }) => {
  await page.goto(`${endpoint.url}/en/`);
  const script = await page.locator('script[src]').first().getAttribute('src');
  const cached = async (path: string) => (await request.get(endpoint.url + path)).headers()['cache-control'];
  expect(await cached(script!)).toBe('public, max-age=31536000, immutable');
  for (const path of ['/en/', '/sw.js', '/en/offline.json', '/en/app.webmanifest']) expect(await cached(path)).toBe('no-cache');
  const { etag } = (await request.get(`${endpoint.url}/en/`)).headers();
  const again = await request.get(`${endpoint.url}/en/`, { headers: { 'If-None-Match': etag } });
  expect(again.status()).toBe(304);
});
