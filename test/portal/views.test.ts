import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye, violations } from './reads-well.ts';
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
    await keepsToTheEye(page, name);
  });

  test('tables keep what narrow screens have no column for', async () => {
    const narrow = await portal.open('#/access', { width: 375 });
    await narrow.getByRole('region', { name: 'Tenants with limits' }).getByText('20', { exact: true }).waitFor();
    await narrow.goto(`${portal.url}/portal/#/files`);
    await narrow.getByRole('region', { name: 'Files' }).getByText('batch output').first().waitFor();
  });

  test('the login reads well, too', async () => {
    const login = await portal.open('', { key: null, width: 375, colorScheme: 'dark' });
    await login.getByLabel('API key').waitFor();
    expect(await violations(login)).toEqual([]);
  });
});
