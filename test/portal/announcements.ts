import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Has the pages keep what they announce: it stands there for five seconds, in which this process may stand still. */
export async function keepAnnouncements(context: BrowserContext): Promise<void> {
  await context.addInitScript(`
    const announced = globalThis.announced = [];
    new MutationObserver(() => {
      const text = document.querySelector('.announcement')?.textContent;
      if (text && announced.at(-1) !== text) announced.push(text);
    }).observe(document, { subtree: true, childList: true, characterData: true });
  `);
}

/** Resolves once the page has announced the text since it was loaded. */
export async function announced(page: Page, text: string): Promise<void> {
  await expect.poll(() => page.evaluate('globalThis.announced')).toContain(text);
}
