// The search of the index page: forgiving, in both languages, by keyboard, and without telling a server what
// was typed; and the page without JavaScript.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from './watched';
import { LANGUAGES } from './applicant';

async function find(page: Page, lang: string, query: string) {
  await page.goto(`/${lang}/cari/`);
  await page.getByRole('searchbox').fill(query);
  await page.getByRole('search').getByRole('button').click();
  await expect(page.locator('#found[role=status]')).toHaveText(/^\d/);
  return page.locator('#results a');
}

/** What is typed, and where one of the first results has to lead. */
const QUERIES = [
  // A misspelt word, in its middle and near its end.
  ['id', 'pasport', '/id/services/paspor/'],
  ['id', 'oversty', '/id/services/overstay/'],
  ['id', 'perpanjagan itas', '/id/services/perpanjangan-itas/'],
  // Other forms of a word.
  ['id', 'memperpanjang itk', '/id/services/perpanjangan-itk/'],
  ['id', 'mengunggah gagal', '/id/gagal-unggah/'],
  // The beginning of a word.
  ['id', 'biay', '/id/biaya/'],
  ['en', 'pasport', '/en/services/paspor/'],
  ['en', 'oversty', '/en/services/overstay/'],
  ['en', 'uploading failed', '/en/gagal-unggah/'],
  ['en', 'fees', '/en/biaya/'],
] as const;

for (const [lang, query, path] of QUERIES) {
  test(`“${query}” finds ${path}`, async ({ page }) => {
    // If it failed, whoever misspells a word would be told that the guide has nothing on it.
    const results = await find(page, lang, query);
    const found = await results.evaluateAll((links: HTMLAnchorElement[]) => links.map(({ pathname }) => pathname));
    expect(found.slice(0, 3)).toContain(path);
  });
}

for (const lang of LANGUAGES) {
  test(`a result leads to its section, by keyboard, and back to the results, in ${lang}`, async ({ page }) => {
    // If it failed, a result would lead to the top of a page, or going back would lose the results.
    await page.goto(`/${lang}/cari/`);
    await page.getByRole('searchbox').focus();
    await page.keyboard.type(lang === 'id' ? 'syarat foto paspor' : 'passport photo size');
    await page.keyboard.press('Enter');
    await expect(page.locator('#found[role=status]')).toHaveText(/^\d/);
    const link = page.locator('#results a[href*="#"]').first();
    await expect(link).toBeVisible();
    await expect(page.locator('#results mark').first()).toBeVisible();
    const address = await link.getAttribute('href');
    await link.focus();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(address!);
    const heading = page.locator(`[id="${decodeURIComponent(address!.split('#')[1])}"]`);
    await expect(heading).toBeInViewport();
    await page.goBack();
    await expect(page.locator(`#results a[href="${address}"]`)).toBeVisible();
  });

  test(`what is typed is not sent, and nothing found is said, in ${lang}`, async ({ page }) => {
    // If it failed, whoever runs the server could read what people look for.
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url() + (request.postData() ?? '')));
    await find(page, lang, 'overstay');
    await page.getByRole('searchbox').fill('qqxxzzyyq');
    await page.getByRole('searchbox').press('Enter');
    await expect(page.locator('#found[role=status]')).toHaveText(/^(Nothing|Tidak)/);
    await expect(page.locator('#results a')).toHaveCount(0);
    expect(addresses.filter((address) => /[?]|qqxx|q=/.test(address))).toEqual([]);
  });

  test(`the results are accessible and fit a phone, in ${lang}`, async ({ page }) => {
    // If it failed, the results would be closed to some, or stick out of a small screen.
    await find(page, lang, 'paspor');
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 256 });
    const [content, window] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(content).toBeLessThanOrEqual(window);
  });
}

test('a search that cannot be loaded says so, and works when the link is back', async ({ page }) => {
  // If it failed, a lost connection would look as if nothing had been found.
  await page.goto('/en/cari/');
  await page.route('**/cari/w/**', (route) => route.abort());
  await page.getByRole('searchbox').fill('passport');
  await page.getByRole('searchbox').press('Enter');
  await expect(page.locator('#found[role=status]')).toContainText('could not be loaded');
  await page.unroute('**/cari/w/**');
  await page.getByRole('searchbox').press('Enter');
  await expect(page.locator('#found[role=status]')).toHaveText(/^\d/);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  for (const lang of LANGUAGES) {
    test(`the index page leads to every page and has no field, in ${lang}`, async ({ page, request }) => {
      // If it failed, a page could be found by search only, or a field would send what is typed.
      await page.goto(`/${lang}/cari/`);
      await expect(page.getByRole('searchbox')).toHaveCount(0);
      const sitemap = await (await request.get('/sitemap.xml')).text();
      const all = [...sitemap.matchAll(/<loc>https?:\/\/[^/]+(\/[^<]+)<\/loc>/g)].map(([, path]) => path);
      const pages = all.filter((path) => path.startsWith(`/${lang}/`) && !/(apply|rules)\/$/.test(path));
      expect(pages.length).toBeGreaterThan(20);
      const lists = [`/${lang}/`, `/${lang}/services/`, `/${lang}/cari/`];
      for (const path of pages.filter((path) => !lists.includes(path))) {
        await expect(page.locator(`main a[href="${path}"]`).first()).toBeVisible();
      }
    });
  }
});
