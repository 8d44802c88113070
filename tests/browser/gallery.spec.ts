// Every file of the gallery: what the form makes of it is what its table says, in both languages, and nothing
// that was entered is lost.
import { expect, test, type Page } from './watched';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Applicant, eligible, LANGUAGES, messagePart } from './applicant';
import { pdf } from './documents';
import { cases, galleryFile, path, segments } from './gallery';

/** The limit of the document that they are chosen for, in bytes. */
const LIMIT = 2_000_000;

// No script of a page may fetch what it shows; the test's own does.
test.use({ bypassCSP: true });

/** The bytes that a picture on the page shows. */
async function bytesOf(page: Page, image: string): Promise<Buffer> {
  const base64 = await page.locator(image).evaluate(async (element) => {
    const source = element.getAttribute('src') ?? element.getAttribute('href');
    const bytes = new Uint8Array(await (await fetch(source!)).arrayBuffer());
    return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ''));
  });
  return Buffer.from(base64, 'base64');
}

for (const lang of LANGUAGES) {
  test(`the gallery, in ${lang}`, async ({ page }) => {
    test.setTimeout(400_000);
    const applicant = new Applicant(page, lang);
    await applicant.openForm();
    await applicant.answer(eligible());
    await applicant.attach('itk', pdf('permit.pdf'));
    const passport = applicant.document('passport');
    const row = passport.locator('[data-state]');
    for (const { file, browser } of cases()) {
      await test.step(file, async () => {
        await applicant.attach('passport', galleryFile(file));
        await expect(row, file).toHaveAttribute('data-state', /right|wrong|offered/, { timeout: 60_000 });
        const state = await row.getAttribute('data-state');
        const expected = { ready: 'right', offered: 'offered' }[browser] ?? 'wrong';
        expect(state, `${file}: ${await row.innerText()}`).toBe(expected);
        if (expected === 'wrong') {
          await expect(row).toContainText(messagePart(lang, browser));
          await expect(row).toContainText(file);
        }
        if (expected === 'offered') {
          const made = await bytesOf(page, '[data-document="passport"] figure:nth-of-type(2) :is(img, a)');
          expect(made.length, file).toBeLessThanOrEqual(LIMIT);
          await row.locator('[data-accept]').click();
          await expect(row).toHaveAttribute('data-state', 'right');
        }
        await row.locator('[data-remove]').click();
        await expect(row).toHaveCount(0);
      });
    }
    await expect(applicant.document('itk')).toContainText('permit.pdf');
  });
}

test('a photo that is made smaller is upright and says nothing of place and camera', async ({ page }) => {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer(eligible());
  await applicant.attach('passport', galleryFile('photo-12mp.jpg'));
  const after = '[data-document="passport"] figure:nth-of-type(2) img';
  await expect(page.locator(after)).toBeVisible({ timeout: 60_000 });
  const original = segments(galleryFile('photo-12mp.jpg').buffer);
  expect(original.some(([marker, bytes]) => marker === 0xe1 && bytes.includes('Exif'))).toBe(true);
  const made = segments(await bytesOf(page, after));
  // Nothing but JFIF (APP0), an ICC profile (APP2), tables and the frame.
  const kept = made.map(([marker]) => marker).filter((marker) => marker >= 0xe0);
  expect(kept.every((marker) => marker === 0xe0 || marker === 0xe2)).toBe(true);
});

test('a file that is deleted after it was chosen, before it could be read', async ({ page }) => {
  const folder = join(tmpdir(), `panduan-gone-${process.pid}`);
  const file = `${folder}.pdf`;
  writeFileSync(file, pdf('gone.pdf', 100_000).buffer);
  // What reads documents does not arrive until later: a bad link.
  let isBlocked = true;
  await page.route(/\/worker-.*\.js$/, (route) => (isBlocked ? route.abort() : route.continue()));
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer(eligible());
  await page.locator('input[type=file][name="passport"]').setInputFiles(file);
  const waits = page.locator('#documents > .notice');
  await expect(waits).toHaveText(messagePart('en', 'worker_waits'));
  rmSync(file);
  isBlocked = false;
  const passport = applicant.document('passport');
  await expect(passport).toContainText(messagePart('en', 'unreadable'), { timeout: 30_000 });
  await expect(waits).toBeHidden();
});

test('a file that is deleted after it was read is sent all the same; a folder is refused', async ({ page }) => {
  const file = join(tmpdir(), `panduan-kept-${process.pid}.pdf`);
  writeFileSync(file, pdf('kept.pdf', 100_000).buffer);
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer(eligible());
  await page.locator('input[type=file][name="passport"]').setInputFiles(file);
  await expect(applicant.document('passport').locator('[data-state="right"]')).toBeVisible();
  rmSync(file);
  await page.reload();
  await expect(applicant.document('passport').locator('[data-state="right"]')).toBeVisible();

  // As when somebody drops a folder on the button: Playwright itself refuses to.
  const session = await page.context().newCDPSession(page);
  const { root } = await session.send('DOM.getDocument');
  const { nodeId } = await session.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'input[name="itk"]' });
  await session.send('DOM.setFileInputFiles', { nodeId, files: [path('.')] });
  await expect(applicant.document('itk').locator('[data-state="wrong"]')).toBeVisible();
});
