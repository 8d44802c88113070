// A browser that can be killed and started again with what it kept: as when a phone's system needs the memory,
// or its battery is empty.
import { chromium, type Browser, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const OPTIONS = [
  ...['--headless=new', '--disable-gpu', '--disable-background-networking'],
  ...['--no-first-run', '--no-default-browser-check', '--password-store=basic'],
  '--remote-debugging-port=0',
  // As root there is no sandbox to be had; Playwright asks for none either.
  '--no-sandbox',
];

export class KillableBrowser {
  /** The profile: what outlives a death. */
  private readonly profile = mkdtempSync(join(tmpdir(), 'panduan-profile-'));
  private process?: ChildProcess;
  private browser?: Browser;

  /** Starts it, with whatever the profile holds, and gives its one page, of a phone's size. */
  async start(): Promise<Page> {
    // In a group of its own, by which all of its processes can be killed at once.
    this.process = spawn(process.env.PANDUAN_CHROMIUM!, [...OPTIONS, `--user-data-dir=${this.profile}`], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.browser = await chromium.connectOverCDP(await addressOf(this.process));
    const [context] = this.browser.contexts();
    const page = context.pages()[0] ?? (await context.newPage());
    await page.setViewportSize({ width: 360, height: 640 });
    return page;
  }

  /** Kills all of its processes, with no time to tidy up, and waits until none is left. */
  async kill() {
    process.kill(-this.process!.pid!, 'SIGKILL');
    for (let tries = 0; this.isRunning(); tries++) {
      if (tries === 100) throw new Error('a process of the browser outlived its death');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // The connection to it is gone by itself; this only lets Playwright forget it.
    await this.browser?.close().catch(() => {});
  }

  /** Ends it, and what it kept. */
  async remove() {
    if (this.process?.exitCode === null && this.process.signalCode === null) await this.kill();
    rmSync(this.profile, { recursive: true, maxRetries: 5 });
  }

  /** Whether any process of its group is left. */
  private isRunning(): boolean {
    try {
      return process.kill(-this.process!.pid!, 0);
    } catch {
      return false;
    }
  }
}

/** Where a browser takes orders: it says so when it is ready. */
function addressOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    browser.once('error', reject);
    browser.once('exit', () => reject(new Error(`the browser did not start:\n${said}`)));
    // Listened to for as long as it runs: it would stop if nobody took what it says.
    browser.stderr!.setEncoding('utf8').on('data', (words: string) => {
      said += words;
      const address = said.match(/DevTools listening on (ws:\S+)\n/)?.[1];
      if (address) resolve(address);
    });
  });
}
