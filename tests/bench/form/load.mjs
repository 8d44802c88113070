// Loads a page as a cheap phone on a bad link does, fills the form in as soon as there is something to fill in, and
// tells when what was there.

/** Slow 3G: 400 kbit/s, 400 ms for each round trip; a processor six times slower than this one. */
const LINK = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const SLOWER = 6;
/** Milliseconds for all of it; beyond, a form has failed. */
const PATIENCE = 90_000;

/**
 * One visit, with an empty cache. `form` is where it is (`url`), and how to find in it what a question is answered
 * with, and the verdict (`control`, `verdict`, functions that run in the page). Times are milliseconds since the
 * visit began.
 */
export async function visit(browser, form, situation, expected, isSlow = true) {
  const context = await browser.newContext({
    viewport: { width: 360, height: 640 },
    serviceWorkers: 'block',
  });
  try {
    const page = await context.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    const session = await context.newCDPSession(page);
    const received = await countBytes(session);
    if (isSlow) {
      await session.send('Network.emulateNetworkConditions', LINK);
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    }
    const { answers } = situation;
    await page.addInitScript(`(${fillIn})(${JSON.stringify(Object.entries(answers))}, ${form.control}, ${form.verdict}, ${JSON.stringify(expected)}, ${form.isLive})`);
    await page.goto(form.url, { waitUntil: 'commit' });
    const seen = await page
      .waitForFunction(() => window.filledIn?.verdict && window.filledIn, null, { timeout: PATIENCE, polling: 100 })
      .catch((error) => {
        throw new Error(`${form.name}, ${situation.name}: ${problems.join('; ') || error}`);
      });
    const bytes = received();
    return { ...(await seen.jsonValue()), bytes };
  } finally {
    await context.close();
  }
}

/** Bytes over the wire so far, headers included, also of what is still on its way. */
async function countBytes(session) {
  const requests = new Map();
  session.on('Network.responseReceived', ({ requestId, response }) => requests.set(requestId, response.encodedDataLength));
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) =>
    requests.set(requestId, (requests.get(requestId) ?? 0) + encodedDataLength),
  );
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => requests.set(requestId, encodedDataLength));
  await session.send('Network.enable');
  return () => [...requests.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** Runs in the page: answers each question once it is there, again if the answer was lost, and waits for the verdict. */
function fillIn(answers, control, verdict, expected, isLive) {
  const times = { question: 0, live: 0, verdict: 0, paint: 0 };
  const isShown = (element) => element?.getClientRects().length > 0;
  const put = (element, value) => {
    if (element.type === 'radio') {
      if (!element.checked) element.click();
      return;
    }
    if (element.value === value) return;
    // As a browser does it: frameworks watch the property on the element itself.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(element, value);
    for (const event of ['input', 'change', 'blur']) element.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const look = () => {
    if (!document.body) return;
    for (const [question, value] of answers) {
      const element = control(question, value);
      if (!isShown(element)) continue;
      times.question ||= performance.now();
      put(element, value);
    }
    if (isLive()) times.live ||= performance.now();
    const shown = [...document.querySelectorAll(verdict.title)].filter(isShown).map((element) => element.textContent);
    const reasons = [...document.querySelectorAll(verdict.reason)].filter(isShown).map((element) => element.textContent);
    if (shown.some((text) => text.includes(expected.title)) && reasons.some((text) => text.includes(expected.reason))) {
      times.verdict = performance.now();
      times.paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? times.verdict;
      window.filledIn = times;
      clearInterval(timer);
    }
  };
  const timer = setInterval(look, 50);
}
