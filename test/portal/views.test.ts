import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { type SownData, sow } from './sown-data.ts';

interface View {
  readonly name: string;
  address(data: SownData): string;
  /** What stands there once it is loaded. */
  readonly shows: string;
}

const views: readonly View[] = [
  { name: 'overview', address: () => '#/', shows: 'Workers, spot' },
  { name: 'batches', address: () => '#/batches', shows: 'Waters' },
  { name: 'ended batch', address: ({ ended }) => `#/batches/${ended.id}`, shows: 'Ended' },
  { name: 'running batch', address: ({ running }) => `#/batches/${running.id}`, shows: 'Planned' },
  { name: 'requests', address: ({ ended }) => `#/batches/${ended.id}/requests?status=failed`, shows: 'http_400' },
  { name: 'results', address: ({ ended }) => `#/batches/${ended.id}/results`, shows: 'The first' },
  { name: 'timeline', address: ({ ended }) => `#/batches/${ended.id}/timeline`, shows: 'planned' },
  { name: 'request', address: ({ broken }) => `#/requests/batch_req_${broken.id}_0`, shows: 'server_error' },
  { name: 'create', address: () => '#/create', shows: 'Drop a JSONL file' },
  { name: 'dead letters', address: () => '#/dead-letters', shows: 'server_error' },
  { name: 'files', address: () => '#/files', shows: 'in.jsonl' },
  { name: 'file', address: ({ ended }) => `#/files?file=${ended.inputFileId}`, shows: 'Tell of river' },
  { name: 'history', address: () => '#/history', shows: 'Deadlines kept' },
  { name: 'fleet', address: () => '#/fleet', shows: 'healthy' },
  { name: 'access', address: () => '#/access', shows: 'Team search' },
  { name: 'nothing', address: () => '#/nowhere', shows: 'No view has this address' },
];

describeInBrowser('every view of the portal', () => {
  const portal = usePortal();
  let data: SownData;
  let page: Page;
  beforeAll(async () => {
    data = await sow(portal.spillway);
    page = await portal.open('#/');
  });

  test.each(views)('$name: reads well, wide and narrow, in light and dark', async ({ address, shows, name }) => {
    await page.goto(`${portal.url}/portal/${address(data)}`);
    await page.getByText(shows).first().waitFor();
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
  });

  test('the login reads well, too', async () => {
    const login = await portal.open('', { key: null, width: 375, colorScheme: 'dark' });
    await login.getByLabel('API key').waitFor();
    expect(await violations(login)).toEqual([]);
  });
});

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

async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const run = (options: object): Promise<AxeReport> => (globalThis as unknown as { axe: Axe }).axe.run(options);
  const report = await page.evaluate(run, { ...quick, ...(rules && { runOnly: rules }) });
  return report.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** For those who want to see them: `SPILLWAY_TEST_PICTURES=FOLDER`. */
async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.SPILLWAY_TEST_PICTURES;
  if (folder) await page.screenshot({ path: `${folder}/${name.replaceAll(' ', '-')}.png` });
}
