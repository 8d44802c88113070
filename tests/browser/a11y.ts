// What every page and every state of the form has to be for everybody (WCAG 2.2 AA), as far as a program can tell.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { createRequire } from 'node:module';

/** Every rule that axe has for the levels A and AA, and every best practice, those that are off by default or
    experimental included; left out are only level AAA and rules that axe itself has given up. */
const RULES: string[] = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'))('axe-core')
  .getRules()
  .filter(({ tags }: { tags: string[] }) => !tags.some((tag) => tag.endsWith('aaa') || tag === 'deprecated'))
  .map(({ ruleId }: { ruleId: string }) => ruleId);

/** Those that look at colours: of the dark scheme nothing else is different. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** Clean under axe, in both colour schemes. Like all of these it goes on to find what else is wrong. */
export async function expectClean(page: Page) {
  for (const [colorScheme, rules] of [['light', RULES], ['dark', COLOURS]] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withRules([...rules]).analyze();
    const found = violations.map(({ id, help, nodes }) =>
      [`${id}, ${colorScheme}: ${help}`, ...nodes.map(({ html, target }) => `${target}: ${html.slice(0, 200)}`)].join('\n'),
    );
    expect.soft(found).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Whatever can be pressed is at least 24 pixels high and wide (2.5.8), but for links within a sentence. */
export async function expectTargets(page: Page) {
  const small = await page.evaluate(() => {
    const targets = document.querySelectorAll<HTMLElement>(
      'a[href], button, input, select, textarea, summary, label.option, label.button, [tabindex="0"]',
    );
    return [...targets]
      .filter((target) => target.checkVisibility({ visibilityProperty: true }) && !target.matches('.unseen, .skip'))
      // What a label is for is pressed by the label.
      .map((target) => target.closest('label') ?? target)
      .filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        const isInline = (element: Element) => getComputedStyle(element).display.startsWith('inline');
        let block: Element = target;
        while (isInline(block) && block.parentElement) block = block.parentElement;
        const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        let isInSentence = false;
        for (let text = words.nextNode(); text && block !== target; text = words.nextNode()) {
          let around: Element = text.parentElement!;
          while (isInline(around) && around.parentElement) around = around.parentElement;
          const isOther = text.textContent!.trim() !== '' && !text.parentElement!.closest('a, button, label');
          isInSentence ||= isOther && around === block;
        }
        return !isInSentence && (width < 24 || height < 24);
      })
      .map((target) => {
        const { width, height } = target.getBoundingClientRect();
        return `${Math.round(width)}×${Math.round(height)}: ${target.outerHTML.slice(0, 120)}`;
      });
  });
  expect.soft(small).toEqual([]);
}

/** Nothing sticks out to the side, and no text is cut off by the box that it is in. */
export async function expectNothingLost(page: Page) {
  const lost = await page.evaluate(() => {
    const found: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide in ${clientWidth}`);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const element = text.parentElement!;
      const isSeen = element.checkVisibility({ visibilityProperty: true }) && !element.closest('.skip, svg, option');
      // Some words are for those who hear them only.
      let isHeard = false;
      for (let box: Element | null = element; box; box = box.parentElement) {
        isHeard ||= getComputedStyle(box).clipPath === 'inset(50%)';
      }
      if (isHeard || !isSeen || text.textContent!.trim() === '') continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const words = range.getBoundingClientRect();
      for (let box: Element | null = element; box && box !== document.body; box = box.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(box);
        const { left, right, top, bottom } = box.getBoundingClientRect();
        const isBox = box.matches('button, .button, .option, input, summary, .bar');
        // What scrolls shows all of it.
        const cutsX = ['hidden', 'clip'].includes(overflowX) || isBox;
        const cutsY = ['hidden', 'clip'].includes(overflowY) || isBox;
        const isOut = (cutsX && (words.left < left - 1 || words.right > right + 1)) ||
          (cutsY && (words.top < top - 1 || words.bottom > bottom + 1));
        if (isOut) found.push(`“${text.textContent!.trim().slice(0, 60)}” is cut off by ${box.outerHTML.slice(0, 100)}`);
        if (['auto', 'scroll'].includes(overflowX) || ['auto', 'scroll'].includes(overflowY)) break;
      }
    }
    return found;
  });
  expect.soft(lost).toEqual([]);
}

/** The same at 400 % of a window of 1280 by 1024 (1.4.10), and with the spacing of 1.4.12. */
export async function expectNothingLostWhenLarge(page: Page) {
  const before = page.viewportSize()!;
  await page.setViewportSize({ width: 320, height: 256 });
  await expectNothingLost(page);
  await page.setViewportSize(before);
  // Not as an element: the page's policy would not let it in.
  await page.evaluate(() => {
    const spacing = new CSSStyleSheet();
    spacing.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
      p { margin-bottom: 2em !important; }`);
    document.adoptedStyleSheets = [spacing];
  });
  await expectNothingLost(page);
  await page.evaluate(() => (document.adoptedStyleSheets = []));
}

/** Everything together. */
export async function expectAccessible(page: Page) {
  await expectClean(page);
  await expectTargets(page);
  await expectNothingLost(page);
}

/** Notes what live regions say from now on, as a screen reader would say it: each new text once. */
export async function listen(page: Page): Promise<() => Promise<{ says: string; how: string }[]>> {
  await page.evaluate(() => {
    const heard: { says: string; how: string }[] = [];
    Object.assign(window, { heard });
    const region = (node: Node) => {
      const element = node instanceof Element ? node : node.parentElement;
      return element?.closest<HTMLElement>('[aria-live], [role="status"], [role="alert"]') ?? null;
    };
    new MutationObserver((changes) => {
      const changed = new Set(changes.map(({ target }) => region(target)).filter((found) => found !== null));
      for (const one of changed) {
        const says = one.innerText.trim();
        const isSeen = one.checkVisibility() || one.closest('.unseen') !== null;
        const live = one.getAttribute('aria-live');
        const how = live ?? (one.getAttribute('role') === 'alert' ? 'assertive' : 'polite');
        if (says !== '' && isSeen) heard.push({ says, how });
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => (window as unknown as { heard: { says: string; how: string }[] }).heard);
}
