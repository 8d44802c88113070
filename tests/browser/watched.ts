// Playwright's test, in which the browser must have nothing to say about a page's security policy.
import { expect, test as base } from '@playwright/test';

export * from '@playwright/test';

export const test = base.extend<{ policy: void }>({
  policy: [
    async ({ context }, use) => {
      const violations: string[] = [];
      context.on('console', (message) => {
        // If a page did what its policy forbids, it would be broken for readers, or somebody else's script runs.
        if (/Content Security Policy/i.test(message.text())) violations.push(`${message.text()} (${message.page()?.url()})`);
      });
      await use();
      expect(violations).toEqual([]);
    },
    { auto: true },
  ],
});
