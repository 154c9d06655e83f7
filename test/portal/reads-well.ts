import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Axe finds nothing, and nothing reaches beyond the edge: wide and narrow, in light and dark. What is shown stays as it is. */
export async function keepsToTheEye(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1_440, 375]) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      const where = `${name} ${colorScheme} ${width}`;
      expect(await violations(page, isFirst(width, colorScheme) ? undefined : styled), where).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth'), where).toBe(width);
      await keepPicture(page, where);
    }
  }
}

interface AxeReport {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

interface Axe {
  run(options: object): Promise<AxeReport>;
}

const quick = { resultTypes: ['violations'], preload: false, elementRef: false };

/** Rules that look at the style; the others have seen all there is at the first look. */
const styled: readonly string[] = [
  'color-contrast',
  'scrollable-region-focusable',
  'target-size',
  'link-in-text-block',
];

function isFirst(width: number, colorScheme: 'light' | 'dark'): boolean {
  return width === 1_440 && colorScheme === 'light';
}

/** What axe finds, by all rules or those that are named. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const run = (options: object): Promise<AxeReport> => (globalThis as unknown as { axe: Axe }).axe.run(options);
  const report = await page.evaluate(run, { ...quick, ...(rules && { runOnly: rules }) });
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** For those who want to see them: `SPILLWAY_TEST_PICTURES=FOLDER`. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.SPILLWAY_TEST_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png`, fullPage: true });
}
