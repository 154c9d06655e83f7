import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const colours: readonly string[] = ['color-contrast', 'link-in-text-block'];
const sizes: readonly string[] = ['scrollable-region-focusable', 'target-size'];

/** Each look with the rules that may find something else than the looks before it: undefined for all rules. */
const looks = [
  { colorScheme: 'light', width: 1_440, rules: undefined },
  { colorScheme: 'dark', width: 1_440, rules: colours },
  { colorScheme: 'light', width: 375, rules: sizes },
  // Colours do not hang on the width, nor sizes on the colours.
  { colorScheme: 'dark', width: 375, rules: [] },
] as const;

/** Axe finds nothing, and nothing reaches beyond the edge: wide and narrow, in light and dark. What is shown stays as it is. */
export async function keepsToTheEye(page: Page, name: string): Promise<void> {
  for (const { colorScheme, width, rules } of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const where = `${name} ${colorScheme} ${width}`;
    if (rules?.length !== 0) expect(await violations(page, rules), where).toEqual([]);
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), { message: where }).toBe(width);
    await keepPicture(page, where);
  }
}

interface AxeReport {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

interface Axe {
  run(options: object): Promise<AxeReport>;
}

const quick = { resultTypes: ['violations'], preload: false, elementRef: false };

/** What axe finds, by all rules or those that are named. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const run = (options: object): Promise<AxeReport> => (globalThis as unknown as { axe: Axe }).axe.run(options);
  // Half a megabyte, which only pages that are looked at have to read.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  const report = await page.evaluate(run, { ...quick, ...(rules && { runOnly: rules }) });
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** For those who want to see them: `SPILLWAY_TEST_PICTURES=FOLDER`. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.SPILLWAY_TEST_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png`, fullPage: true });
}
