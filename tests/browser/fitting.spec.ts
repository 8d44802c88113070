// Photos and scans are brought under their limit, legibly, beside the page and not in its way.
import { expect, test, type Page } from './watched';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Applicant, eligible, messagePart, PERSON, SERVICE } from './applicant';
import { pdf } from './documents';
import { galleryFile, path } from './gallery';
import { traceMainThread } from './trace';

// A trace of Playwright's own would be measured with the page.
test.use({ trace: 'off' });

const PHOTO = 'photo-12mp.jpg';
const AFTER = '[data-document="passport"] figure:nth-of-type(2) :is(img, a)';

async function begin(page: Page): Promise<Applicant> {
  const applicant = new Applicant(page, 'en');
  await applicant.openForm();
  await applicant.answer(eligible());
  return applicant;
}

/** Chooses a file that does not fit, and waits until a smaller one is offered. */
async function offered(applicant: Applicant, name: string) {
  // By its path: Playwright itself would keep the page busy with handing over so many bytes.
  await applicant.page.locator('input[type=file][name="passport"]').setInputFiles(path(name));
  await expect(applicant.page.locator('[data-accept]')).toBeVisible({ timeout: 60_000 });
}

/** How like the picture that is offered is to the photo, made as small without being compressed: 1 is the same. */
async function similarity(page: Page): Promise<{ bytes: number; width: number; height: number; ssim: number }> {
  await page.addScriptTag({ path: join(import.meta.dirname, 'node_modules/ssim.js/dist/ssim.web.js') });
  return page.evaluate(async () => {
    const [before, after] = [...document.querySelectorAll<HTMLImageElement>('[data-document="passport"] figure img')];
    const file = await (await fetch(after.src)).blob();
    const pixels = async (image: HTMLImageElement) => {
      const canvas = new OffscreenCanvas(after.naturalWidth, after.naturalHeight);
      const context = canvas.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(await createImageBitmap(await (await fetch(image.src)).blob()), 0, 0, canvas.width, canvas.height);
      return context.getImageData(0, 0, canvas.width, canvas.height);
    };
    const { mssim } = (window as any).ssim.ssim(await pixels(before), await pixels(after), { downsample: false });
    return { bytes: file.size, width: after.naturalWidth, height: after.naturalHeight, ssim: mssim };
  });
}

test.describe('measured with a script of ours', () => {
  // Which the page's policy would not let in.
  test.use({ bypassCSP: true });

  for (const [limit, least] of [
    [2_000_000, 0.95],
    [300_000, 0.8],
  ]) {
    test(`a photo of twelve megapixels under ${limit} bytes can still be read`, async ({ page }) => {
      // The same service, for an office with this limit.
      await page.route(`**/services/${SERVICE}/apply/rest-*.json`, async (route) => {
        const answer = await route.fetch();
        const data = (await answer.text()).replaceAll('"max_bytes":2000000', `"max_bytes":${limit}`);
        await route.fulfill({ response: answer, body: data });
      });
      await offered(await begin(page), PHOTO);
      const made = await similarity(page);
      console.log(`under ${limit}: ${JSON.stringify(made)}`);
      expect(made.bytes).toBeLessThanOrEqual(limit);
      // No room is wasted, and nothing is below what can be read.
      expect(made.bytes).toBeGreaterThan(limit * 0.7);
      expect(Math.max(made.width, made.height)).toBeGreaterThanOrEqual(1000);
      expect(made.ssim).toBeGreaterThanOrEqual(least);
    });
  }
});

/** What a page does that makes a picture smaller by itself: the file is chosen, drawn and encoded once. */
const PLAIN = `<!doctype html><input type="file"><script>
  document.querySelector('input').onchange = async ({ target }) => {
    const image = new Image();
    image.src = URL.createObjectURL(target.files[0]);
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext('2d').drawImage(image, 0, 0);
    canvas.toBlob((blob) => (document.title = blob.size), 'image/jpeg', 0.8);
  };
</script>`;

test('the page stays free while a photo is made smaller, on a phone six times as slow', async ({ page, context }) => {
  const applicant = await begin(page);
  // The worker is there, as with every document but the first.
  await applicant.attach('itk', pdf('permit.pdf'));
  await applicant.filesAreRight(1);
  const ours = await traceMainThread(page, () => offered(applicant, PHOTO));

  const other = await context.newPage();
  await other.setContent(PLAIN);
  const plain = await traceMainThread(other, async () => {
    await other.locator('input').setInputFiles(path(PHOTO));
    await expect(other).toHaveTitle(/^\d+$/, { timeout: 60_000 });
  });
  console.log('main thread, ms; the form:', JSON.stringify(ours), 'a plain page:', JSON.stringify(plain));
  // Times are for people to read; that the work is done elsewhere shows in the comparison.
  expect(ours.longest).toBeLessThan(plain.longest);
});

test('a browser that cannot make pictures beside the page says so, and what to do', async ({ page }) => {
  await page.route(/\/worker-.*\.js$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: `delete self.OffscreenCanvas;${await answer.text()}` });
  });
  const applicant = await begin(page);
  await applicant.attach('passport', galleryFile(PHOTO));
  const passport = applicant.document('passport');
  await expect(passport).toContainText(messagePart('en', 'cannot_draw'), { timeout: 30_000 });
  await expect(passport).toContainText(messagePart('en', 'too-large'));
});

test('the memory of the worker does not grow with a file', async ({ page }) => {
  const applicant = await begin(page);
  // A constant of the worker's script, which is no property of its scope.
  const memory = () => page.workers()[0].evaluate<number>('wasm_bindgen().then((wasm) => wasm.memory.buffer.byteLength)');
  await applicant.attach('passport', pdf('one.pdf', 1_000_000));
  await applicant.filesAreRight(1);
  const small = await memory();
  await applicant.attach('itk', pdf('forty.pdf', 40_000_000));
  await expect(applicant.document('itk').locator('[data-state="wrong"]')).toBeVisible({ timeout: 60_000 });
  const large = await memory();
  console.log(`wasm memory after 1 MB: ${small}, after 40 MB: ${large}`);
  expect(large).toBeLessThanOrEqual(small + 1_000_000);
});

/** The documents of the package that the form saves, by the names they have in it. */
async function packed(page: Page): Promise<{ folder: string; files: string[] }> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save-package').click()]);
  const folder = mkdtempSync(join(tmpdir(), 'panduan-package-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', await download.path(), folder]);
  const documents = join(folder, readdirSync(folder)[0], 'data/documents');
  return { folder, files: readdirSync(documents).map((name) => join(documents, name)) };
}

/** What the PDF says of its pages, to readers that others wrote; throws if they find anything wrong. */
function pages(file: string): string[] {
  execFileSync('qpdf', ['--check', file], { stdio: 'pipe' });
  execFileSync('pdftoppm', ['-r', '30', file, join(tmpdir(), `panduan-pages-${process.pid}`)]);
  const images = execFileSync('pdfimages', ['-list', file], { encoding: 'utf8' }).trim().split('\n').slice(2);
  return images.map((line) => line.trim().split(/\s+/).slice(3, 5).join('×'));
}

test('photos become one PDF, in the order that was chosen, under the limit', async ({ page }) => {
  const applicant = await begin(page);
  await applicant.enter(PERSON);
  await applicant.attach('passport', pdf('passport.pdf'));
  await applicant.attach('itk', pdf('permit.pdf'));
  const document = applicant.document('special-requirements');
  await applicant.attach('special-requirements', galleryFile('baseline.jpg'), galleryFile(PHOTO), galleryFile('baseline.png'));
  await document.locator('[data-join]').click({ timeout: 60_000 });
  await expect(document.locator('[data-state="right"]')).toHaveCount(1, { timeout: 60_000 });
  // The large photo to the front, the picture at the end out.
  await document.locator('.pages > li').nth(1).getByRole('button', { name: 'Move up' }).click();
  await document.locator('.pages [data-remove]').last().click();
  await expect(document.locator('.pages > li img')).toHaveCount(2);
  // Another one in the place of a page.
  await document.locator('.pages input[type=file]').last().setInputFiles(galleryFile('progressive.jpg'));
  await expect(document.locator('.pages')).toContainText('progressive.jpg');
  await applicant.filesAreRight(3);

  const { folder, files } = await packed(page);
  const joined = files.find((file) => file.includes('special-requirements'))!;
  expect(readFileSync(joined).length).toBeLessThanOrEqual(2_000_000);
  const [photo, replaced] = pages(joined);
  expect(Number(photo.split('×')[0])).toBeGreaterThan(1500);
  // A JPEG that is small enough is in it as it is.
  expect(readFileSync(joined).includes(galleryFile('progressive.jpg').buffer.subarray(-2000))).toBe(true);
  expect(replaced).toBeTruthy();

  await document.getByRole('button', { name: /apart/ }).click();
  await expect(document.locator('.pages')).toHaveCount(0);
  await expect(document.locator('[data-state]')).toHaveCount(2);
  rmSync(folder, { recursive: true });
});

for (const scan of ['scan-classic.pdf', 'scan-objects.pdf']) {
  test(`a scan over the limit becomes a smaller one with the same pages: ${scan}`, async ({ page }) => {
    const applicant = await begin(page);
    await applicant.enter(PERSON);
    await offered(applicant, scan);
    await expect(page.locator(AFTER)).toHaveAttribute('href', /^blob:/);
    await page.locator('[data-accept]').click();
    await applicant.attach('itk', pdf('permit.pdf'));
    await applicant.attach('special-requirements', pdf('contract.pdf'));
    await applicant.filesAreRight(3);
    const { folder, files } = await packed(page);
    const made = files.find((file) => file.includes('passport'))!;
    expect(readFileSync(made).length).toBeLessThanOrEqual(2_000_000);
    expect(pages(made).length).toBe(pages(join(process.env.PANDUAN_GALLERY!, scan)).length);
    rmSync(folder, { recursive: true });
  });
}
