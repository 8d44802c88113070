// The helper that measures how long the page is busy: it sees what it is there for, and nothing else.
import { expect, test, type Page } from './watched';
import { traceMainThread } from './trace';

// Playwright's own recording draws on the thread that is measured.
test.use({ trace: 'off' });

/** A loop that takes so many milliseconds, begun by a timer as a task of its own. */
async function busyFor(page: Page, milliseconds: number) {
  await page.evaluate(
    (milliseconds) =>
      new Promise<void>((resolve) =>
        setTimeout(() => {
          const end = performance.now() + milliseconds;
          while (performance.now() < end);
          resolve();
        }),
      ),
    milliseconds,
  );
}

test('a task of 120 ms is seen, and how long it took', async ({ page }) => {
  await page.goto('/en/');
  const tasks = await traceMainThread(page, () => busyFor(page, 120));
  expect(tasks.longest).toBeGreaterThanOrEqual(120);
  // No more than that, and what a busy machine adds.
  expect(tasks.longest).toBeLessThan(400);
  expect(tasks.long[0]).toBe(tasks.longest);
  expect(tasks.total).toBeGreaterThanOrEqual(tasks.longest);
});

// What else runs on the machine can take a processor from the page, or from the thread that slows it down. So
// these may be measured again; a helper that was wrong would be wrong each time.
const BUSY_MACHINE = { timeout: 30_000 };

test('the page is slowed down: what takes 50 ms here takes twice as long there, at least', async ({ page }) => {
  await page.goto('/en/');
  await expect(async () => {
    // As much work as this machine does in 50 ms; the slowdown is by six.
    const rounds = await page.evaluate(() => {
      let rounds = 0;
      for (const end = performance.now() + 50; performance.now() < end; ) rounds++;
      return rounds;
    });
    const tasks = await traceMainThread(page, () =>
      page.evaluate(
        (rounds) =>
          new Promise<void>((resolve) =>
            setTimeout(() => {
              for (let round = 0; round < rounds; round++) performance.now();
              resolve();
            }),
          ),
        rounds,
      ),
    );
    expect(tasks.longest).toBeGreaterThan(100);
  }).toPass(BUSY_MACHINE);
});

test.describe('with a worker of the test’s own', () => {
  // A page may have none but the form's.
  test.use({ bypassCSP: true });

  test('what a worker or another page does is not the page’s', async ({ page, context }) => {
    await page.goto('/en/');
    const other = await context.newPage();
    await other.goto('/id/');
    await expect(async () => {
      const tasks = await traceMainThread(page, async () => {
        const inWorker = page.evaluate(() => {
          const code = 'const end = performance.now() + 300; while (performance.now() < end); postMessage(0)';
          const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
          return new Promise<void>((resolve) => (worker.onmessage = () => resolve()));
        });
        await Promise.all([inWorker, busyFor(other, 300)]);
      });
      expect(tasks.longest).toBeLessThan(200);
    }).toPass(BUSY_MACHINE);
  });
});
