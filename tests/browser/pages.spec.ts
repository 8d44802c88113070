// Every page kind, in both languages: reachable, and readable without JavaScript. (accessibility.spec.ts: for everybody.)
import { expect, test } from './watched';
import { LANGUAGES, SERVICE } from './applicant';

const PAGES = LANGUAGES.flatMap((lang) => [
  `/${lang}/`,
  `/${lang}/gagal-unggah/`,
  `/${lang}/aplikasi-mana/`,
  `/${lang}/tentang/`,
  `/${lang}/cari/`,
  `/${lang}/services/`,
  `/${lang}/offline/`,
  `/${lang}/services/${SERVICE}/`,
  `/${lang}/services/${SERVICE}/rules/`,
  `/${lang}/services/${SERVICE}/apply/`,
  `/${lang}/nothing-here/`,
]).concat('/');

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  for (const lang of LANGUAGES) {
    test(`the apply page shows every question, document and limit, in ${lang}`, async ({ page, request }) => {
      const service = await (await request.get(`/services/${SERVICE}.json`)).json();
      await page.goto(`/${lang}/services/${SERVICE}/apply/`);
      const text = await page.locator('main').innerText();
      for (const question of service.questions) {
        expect(text).toContain(question.label[lang]);
        for (const option of question.kind.choice ?? []) {
          await expect(page.locator(`[name="${question.id}"][value="${option.id}"]`)).toHaveCount(1);
          expect(text).toContain(option.label[lang]);
        }
      }
      for (const document of service.documents) {
        expect(text).toContain(document.label[lang]);
        await expect(page.locator(`input[type=file][name="${document.id}"]`)).toHaveCount(1);
      }
      const megabytes = new Set(service.documents.map((document: { max_bytes: number }) => document.max_bytes / 1e6));
      for (const size of [...megabytes, service.limits.max_total_bytes / 1e6]) {
        expect(text).toContain(`${size} MB`);
      }
    });

    test(`how a service is decided can be worked out by hand, in ${lang}`, async ({ page, request }) => {
      const service = await (await request.get(`/services/${SERVICE}.json`)).json();
      await page.goto(`/${lang}/services/${SERVICE}/apply/`);
      await page.locator(`main a[href="/${lang}/services/${SERVICE}/rules/"]`).first().click();
      const text = await page.locator('main').innerText();
      for (const { label } of service.questions) expect(text).toContain(label[lang]);
      for (const { reason } of service.rules) expect(text).toContain(reason[lang]);
      // A row for each rule, and no words of the picture outside of their box.
      await expect(page.locator('table.rules tbody tr')).toHaveCount(service.rules.length);
      const outside = await page.locator('svg.ladder').evaluate((picture) => {
        const boxes = [...picture.querySelectorAll('rect')].map((rect) => rect.getBBox());
        const lines = [...picture.querySelectorAll<SVGTextElement>('rect ~ text')];
        return lines.map((line) => ({ words: line.textContent, ...rectangle(line.getBBox()) })).filter(
          (line) =>
            !boxes.some(
              (box) =>
                line.x >= box.x && line.right <= box.x + box.width && line.y >= box.y && line.bottom <= box.y + box.height,
            ),
        );
        function rectangle({ x, y, width, height }: DOMRect) {
          return { x, y, right: x + width, bottom: y + height };
        }
      });
      expect(outside).toEqual([]);
      await expect(page.getByRole('img', { name: await page.locator('#path').innerText() })).toBeVisible();
    });

    // If it broke, a page of the guide would wait for a script before it can be read, or run one that was changed.
    test(`the guide has one script, which waits for the page and is the one that was built, in ${lang}`, async ({ page }) => {
      for (const path of PAGES.filter((path) => path.startsWith(`/${lang}/`) && !/(apply|cari|offline)\/$/.test(path))) {
        await page.goto(path);
        await expect(page.locator('script')).toHaveCount(1);
        await expect(page.locator('script[src][defer][integrity^="sha256-"]')).toHaveCount(1);
      }
    });

    test(`each guide page leads to its translation, in ${lang}`, async ({ page }) => {
      const other = lang === 'id' ? 'en' : 'id';
      for (const path of PAGES.filter((path) => path.startsWith(`/${lang}/`) && !path.includes('nothing'))) {
        await page.goto(path);
        await page.locator(`header a[hreflang="${other}"]`).click();
        await expect(page).toHaveURL(path.replace(`/${lang}/`, `/${other}/`));
        await expect(page.locator('html')).toHaveAttribute('lang', other);
      }
    });
  }
});
