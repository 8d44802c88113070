// The helper that measures how long the page is busy: it sees what it is there for, and nothing else.
import { expect, test, type Page } from '@playwright/test';
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
  expect(tasks.longest).toBeLessThan(250);
  expect(tasks.long[0]).toBe(tasks.longest);
  expect(tasks.total).toBeGreaterThanOrEqual(tasks.longest);
});

test('the page is slowed down: what takes 50 ms here takes twice as long there, at least', async ({ page }) => {
  await page.goto('/en/');
  // As much work as this machine does in 50 ms, or somewhat less while it is busy with other things: the
  // slowdown is by six, and twice leaves room for that.
  const rounds = await page.evaluate(() => {
    let rounds = 0;
    for (const end = performance.now() + 50; performance.now() < end; ) rounds++;
    return rounds;
  });
  const tasks = await traceMainThread(page, () =>
    page.evaluate((rounds) => {
      for (let round = 0; round < rounds; round++) performance.now();
    }, rounds),
  );
  expect(tasks.longest).toBeGreaterThan(100);
});

test('what a worker or another page does is not the page’s', async ({ page, context }) => {
  await page.goto('/en/');
  const other = await context.newPage();
  await other.goto('/id/');
  const tasks = await traceMainThread(page, async () => {
    const inWorker = page.evaluate(() => {
      const code = 'const end = performance.now() + 300; while (performance.now() < end); postMessage(0)';
      const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      return new Promise<void>((resolve) => (worker.onmessage = () => resolve()));
    });
    await Promise.all([inWorker, busyFor(other, 300)]);
  });
  expect(tasks.longest).toBeLessThan(200);
});
