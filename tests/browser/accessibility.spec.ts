// Accessibility of every kind of page and every state of the form, in both languages and both colour schemes: axe
// with no rule off, target size, 400 % zoom, text spacing, reduced motion, forced colours.
import { expect, test, type Browser, type Page } from './watched';
import { expectAccessible, expectNothingLostWhenLarge } from './a11y';
import { Applicant, eligible, inDays, LANGUAGES, PERSON, SERVICE, type Lang } from './applicant';
import { pdf, webPage } from './documents';
import { CONTENT, Endpoint } from './endpoint';
import { galleryFile } from './gallery';
import { Link } from './link';

const KINDS = (lang: Lang) => [
  `/${lang}/`,
  `/${lang}/gagal-unggah/`,
  `/${lang}/aksesibilitas/`,
  `/${lang}/services/`,
  `/${lang}/cari/`,
  `/${lang}/offline/`,
  `/${lang}/services/${SERVICE}/`,
  `/${lang}/services/${SERVICE}/rules/`,
  `/${lang}/services/${SERVICE}/apply/`,
  `/${lang}/nothing-here/`,
  `/status/?lang=${lang}`,
  `/status/0000-0000-0000-0000?lang=${lang}`,
];

for (const path of ['/', ...LANGUAGES.flatMap(KINDS)]) {
  // If it broke, somebody could not read this page, or not with what they read it by.
  test(`${path} is accessible, large and small`, async ({ page }) => {
    await page.goto(path);
    await expect(page.locator('h1')).toHaveCount(1);
    await expectAccessible(page);
    await expectNothingLostWhenLarge(page);
  });
}

for (const lang of LANGUAGES) {
  // If it broke, somebody could not go on from where they are in their application.
  test(`the form is accessible in every state, in ${lang}`, async ({ page, context }) => {
    // Many looks at a large page.
    test.slow();
    const endpoint = await Endpoint.start();
    const link = await Link.to(endpoint);
    try {
      const applicant = new Applicant(page, lang, link.url);
      await test.step('empty', async () => {
        await applicant.openForm();
        await expectAccessible(page);
      });
      for (const [verdict, answers] of [
        ['needs-answers', { visa_origin: 'visit-visa' }],
        ['not-eligible', { visa_origin: 'visa-exemption' }],
        ['ask-office', { ...eligible(), itk_expires: inDays(10) }],
        ['eligible', eligible()],
      ] as [string, Record<string, string>][]) {
        await test.step(verdict, async () => {
          await applicant.answer(answers);
          await expect(applicant.verdict).toHaveAttribute('data-verdict', verdict);
          await expectAccessible(page);
        });
      }
      await test.step('problems, a file that is refused, one that is offered smaller', async () => {
        await applicant.enter({ email: 'grace at example' });
        await applicant.attach('itk', webPage('permit.jpg'));
        await applicant.attach('passport', galleryFile('photo-12mp.jpg'));
        await expect(page.locator('[data-accept]')).toBeVisible({ timeout: 60_000 });
        await expect(applicant.document('itk').locator('.wrong')).toBeVisible();
        await applicant.send();
        await expect(page.locator('#missing')).toBeFocused();
        await expectAccessible(page);
        await expectNothingLostWhenLarge(page);
      });
      await test.step('another tab', async () => {
        const other = await context.newPage();
        await other.goto(page.url().split('#')[0]);
        await expect(other.locator('#elsewhere')).toBeVisible();
        await expectAccessible(other);
        await other.close();
      });
      await test.step('ready to be sent', async () => {
        await page.locator('[data-accept]').click();
        await applicant.document('itk').locator('[data-remove]').click();
        await applicant.attach('itk', pdf('permit.pdf', 300_000));
        await applicant.attach('special-requirements', pdf('contract.pdf', 100_000));
        await applicant.enter({ ...PERSON, email: '' });
        await applicant.filesAreRight(3);
        await expectAccessible(page);
      });
      await test.step('sending', async () => {
        link.faults = { bytesPerSecond: 5_000 };
        await applicant.send();
        await expect(page.locator('#sending[data-state="uploading"] progress')).toBeVisible();
        await expectAccessible(page);
      });
      await test.step('interrupted, with the report', async () => {
        await endpoint.kill();
        await expect(page.locator('#sending[data-state="waiting"]')).toBeVisible({ timeout: 30_000 });
        await page.locator('details.report summary').click();
        await page.locator('#province').selectOption('Aceh');
        await expectAccessible(page);
        await expectNothingLostWhenLarge(page);
      });
      await test.step('receipt', async () => {
        link.faults = {};
        await endpoint.start();
        await page.locator('#try-now').click({ timeout: 5_000 }).catch(() => {});
        await expect(applicant.receipt).toBeVisible({ timeout: 60_000 });
        await expectAccessible(page);
        await expectNothingLostWhenLarge(page);
        const code = await applicant.receipt.getAttribute('data-receipt');
        await page.goto(`${endpoint.url}/status/${code}?lang=${lang}`);
        await expect(page.locator('.code')).toHaveText(code!);
        await expectAccessible(page);
        await expectNothingLostWhenLarge(page);
      });
    } finally {
      await link.close();
      await endpoint.remove();
    }
  });

  test(`not yet, and a form that came back with problems, are accessible, in ${lang}`, async ({ page, browser }) => {
    const applicant = new Applicant(page, lang);
    await applicant.openForm('alih-status-itas-itap');
    await applicant.answer({ has_itas: 'true', activity: 'worker', itas_since: inDays(-1000), itas_expires: inDays(90) });
    await applicant.answer({ filed: 'false', birth: '1985-03-02', applicant: 'foreign-national', has_guarantor: 'true' });
    await expect(applicant.verdict).toHaveAttribute('data-verdict', 'not-yet');
    await expectAccessible(page);

    const endpoint = await Endpoint.start();
    const alone = await Endpoint.start(CONTENT);
    try {
      await withoutScripts(browser, `${endpoint.url}/${lang}/services/lapor-orang-asing/apply/`, page);
      await expect(page.locator('#problems')).toBeVisible();
      await expectAccessible(page);
      await expectNothingLostWhenLarge(page);

      await page.goto(`${alone.url}/status/?lang=${lang}`);
      await post(page, `/apply/${SERVICE}?lang=${lang}`);
      await expect(page.locator('.wrong')).toBeVisible();
      await expectAccessible(page);
    } finally {
      await endpoint.remove();
      await alone.remove();
    }
  });
}

/** Shows in `page`, in which axe can run, what a browser without scripts is answered to an empty form. */
async function withoutScripts(browser: Browser, address: string, page: Page) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(address);
  const action = (await plain.locator('button[formmethod="post"]:enabled').getAttribute('formaction'))!;
  await context.close();
  await page.goto(address);
  await post(page, action);
}

/** Posts an empty form. */
async function post(page: Page, action: string) {
  await page.evaluate((action) => {
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', enctype: 'multipart/form-data', action });
    document.body.append(form);
    form.submit();
  }, action);
  await page.waitForURL(/\/apply\//);
  await page.waitForLoadState();
}

test.describe('as the reader’s system asks for it', () => {
  // If it broke, what moves would make somebody ill.
  test('nothing moves for those who ask for that', async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    for (const path of ['/en/', `/en/services/${SERVICE}/apply/`]) {
      await page.goto(path);
      const moving = await page.evaluate(() => {
        const isLong = (times: string) => times.split(',').some((time) => parseFloat(time) > 0.01);
        const moves = (element: Element) => {
          const style = getComputedStyle(element);
          return (style.animationName !== 'none' && isLong(style.animationDuration)) || isLong(style.transitionDuration);
        };
        const found = [...document.querySelectorAll('*')].filter(moves).map((element) => element.outerHTML.slice(0, 100));
        const smooth = getComputedStyle(document.documentElement).scrollBehavior;
        return [...found, ...(smooth === 'auto' ? [] : [smooth]), ...document.getAnimations().map(String)];
      });
      expect(moving).toEqual([]);
    }
  });

  // If it broke, whoever has set colours of their own would not see where a field or a button begins.
  test('with forced colours everything that can be pressed has an edge', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    const applicant = new Applicant(page, 'en');
    await applicant.openForm();
    await applicant.answer({ ...eligible(), itk_expires: inDays(10) });
    await applicant.attach('passport', webPage('passport.jpg'));
    await expect(page.locator('.file.wrong')).toBeVisible();
    await applicant.send();
    const bare = await page.evaluate(() => {
      const hasEdge = (element: Element) => {
        const style = getComputedStyle(element);
        return ['top', 'bottom', 'left'].some(
          (side) =>
            parseFloat(style.getPropertyValue(`border-${side}-width`)) >= 1 &&
            style.getPropertyValue(`border-${side}-style`) !== 'none',
        );
      };
      const pressed = document.querySelectorAll(
        'main button, .button, .option, main input:not([type=radio], .unseen), main select, main textarea, ' +
          '.verdict, .file, .errors, .problem:not(:empty), .bar',
      );
      const seen = [...pressed].filter((element) => element.checkVisibility());
      return seen.filter((element) => !hasEdge(element)).map((element) => element.outerHTML.slice(0, 100));
    });
    expect(bare).toEqual([]);
  });
});
