// How the browser tests run. `cargo xtask test` starts the endpoint and says where everything is.
import { defineConfig } from '@playwright/test';

function given(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with \`cargo xtask test\``);
  return value;
}

export default defineConfig({
  testDir: '.',
  outputDir: 'test-results',
  // Texts, the same on every system.
  snapshotPathTemplate: '{testDir}/names/{arg}{ext}',
  forbidOnly: !!process.env.CI,
  // A test that passes only the second time has found something.
  retries: 0,
  workers: 2,
  reporter: 'list',
  timeout: 120_000,
  use: {
    baseURL: given('PANDUAN_URL'),
    // The phone that most applicants have.
    viewport: { width: 360, height: 640 },
    // Requests that a service worker makes pass by page.route; offline.spec.ts lets it in.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: given('PANDUAN_CHROMIUM'),
      args: ['--disable-gpu', '--disable-background-networking'],
    },
  },
});
