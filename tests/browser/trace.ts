// How long the page's own thread is busy at a time, on a phone that is slower than this machine: what a finger
// waits for. Measured by Chromium's own trace, of that one thread.
import { type CDPSession, type Page } from '@playwright/test';

/** How much slower a cheap phone is than a machine that runs tests. */
const SLOWDOWN = 6;

/** A task that takes longer is felt (https://web.dev/articles/long-tasks-devtools). */
const LONG_MILLISECONDS = 50;

/** By what a test speaks to a page. */
const DEVTOOLS = 'blink.mojom.DevToolsSession';

const CATEGORIES = ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel'];

/** The tasks of one thread, all in milliseconds. */
export interface Tasks {
  longest: number;
  /** Those that took longer than 50 ms, the longest first. */
  long: number[];
  total: number;
  /** How many there were. */
  count: number;
  /** How long all of it took, whoever was busy. */
  elapsed: number;
}

/** An event of a trace (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU);
    times are in microseconds. */
interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  dur?: number;
  ts?: number;
  args: {
    name?: string;
    data?: { frames?: { frame: string; processId: number }[] };
    chrome_mojo_event_info?: { mojo_interface_tag?: string };
  };
}

/** What the page's main thread does while `act` runs, slowed down.

    Chromium slows down main threads only. A loop that takes 230 ms took 1,500 ms there, but in a dedicated
    worker 270 ms unslowed and 600 ms at 6 as at 20 times: a worker only shares the machine with a main thread
    that is kept busy. What a worker does is thus not as slow as on a phone, and no task of it is counted here.

    Times are those of a clock, so measure with nothing else running: on a machine without a processor to spare
    tasks take longer, and the slowdown, which a thread of its own brings about, is less. */
export async function traceMainThread(page: Page, act: () => Promise<void>): Promise<Tasks> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
    let elapsed = 0;
    const events = await trace(session, async () => {
      const started = performance.now();
      await act();
      elapsed = Math.round(performance.now() - started);
      // A task can tell us that it is done before it has ended, and one that has not is not in the trace.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
    });
    const { frameTree } = await session.send('Page.getFrameTree');
    return { ...tasksOf(events, frameTree.frame.id), elapsed };
  } finally {
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    await session.detach();
  }
}

async function trace(session: CDPSession, act: () => Promise<void>): Promise<TraceEvent[]> {
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await act();
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await complete;
  return events;
}

function tasksOf(events: TraceEvent[], frame: string): Omit<Tasks, 'elapsed'> {
  const frames = events.flatMap((event) => event.args.data?.frames ?? []);
  const process = frames.find((one) => one.frame === frame)?.processId;
  const isMain = ({ name, pid, args }: TraceEvent) =>
    name === 'thread_name' && pid === process && args.name === 'CrRendererMain';
  const thread = events.find(isMain)?.tid;
  if (thread === undefined) throw new Error('the trace does not say which thread is the page’s');
  const mine = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === process && tid === thread);
  // What a test asks of the page is no work of the page's, but for the events that it brings about.
  const asked = mine.filter(({ args }) => args.chrome_mojo_event_info?.mojo_interface_tag === DEVTOOLS);
  const isIn = (inner: TraceEvent, { ts = 0, dur = 0 }: TraceEvent) => inner.ts! >= ts && inner.ts! <= ts + dur;
  const work = (task: TraceEvent) =>
    asked.some((event) => isIn(event, task))
      ? mine.filter((event) => event.name === 'EventDispatch' && isIn(event, task))
      : [task];
  const tasks = mine
    .filter(({ name }) => name === 'RunTask')
    .flatMap(work)
    .map(({ dur = 0 }) => dur / 1000);
  return {
    longest: Math.max(0, ...tasks),
    long: tasks.filter((task) => task > LONG_MILLISECONDS).sort((one, other) => other - one),
    total: tasks.reduce((sum, task) => sum + task, 0),
    count: tasks.length,
  };
}
