import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { createBatch, line } from './sown-data.ts';

describeInBrowser('a batch in the portal', () => {
  const portal = usePortal();

  test('tells how fast it went, on which pools, and where it ended before its deadline', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => line(`river ${index}`));
    const { id } = await createBatch(portal.spillway, [...lines, line('odd', { n: 1 })], { name: 'Rivers' });
    await portal.spillway.batches.ended({ id });
    const page = await portal.open(`#/batches/${id}`);
    const standing = page.getByRole('region', { name: 'How it stands' });
    expect(await standing.locator('.axis-marks').textContent()).toMatch(/^Start .*Ended .*Deadline /);
    await page
      .getByRole('figure', { name: /^Shares of the pools/ })
      .getByText('spot 100 % 41 requests')
      .waitFor();
    const chart = page.locator('figure', { hasText: 'Requests/s by pool' });
    expect(await chart.locator('.chart-key').textContent()).toMatch(/^spot [1-9.]/);
    await chart.locator('summary').click();
    await expect.poll(() => chart.getByRole('columnheader').allTextContents()).toEqual(['Time', 'spot']);
    await keepsToTheEye(page, 'batch with charts');
    await page.getByRole('link', { name: '1', exact: true }).click();
    await page.getByRole('link', { name: 'odd' }).waitFor();
  });

  test('tells why nobody knows whether it will be in time', async () => {
    const { id } = await createBatch(portal.spillway, [line('waits', { model: 'slow' })]);
    const page = await portal.open(`#/batches/${id}`, { width: 375, colorScheme: 'dark' });
    await page.getByRole('list', { name: 'What its finish hangs on' }).getByText('It was never measured').waitFor();
    await page.getByText('No forecast yet.').waitFor();
    await page.route('**/outlook', async (route) => {
      const told = await (await route.fetch()).json();
      await route.fulfill({ json: { ...told, on_time: false } });
    });
    await page.getByText('No end is in sight').waitFor();
    await portal.spillway.batches.cancel({ id });
  });

  test('says what is wrong with its input, and where to go from there', async () => {
    const { id } = await createBatch(portal.spillway, [line('good'), 'no json']);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open(`#/batches/${id}`, { width: 375, colorScheme: 'dark' });
    const wrong = page.getByRole('region', { name: 'What is wrong' });
    await wrong.getByText('nothing ran').waitFor();
    expect(await wrong.locator('tbody tr').allTextContents()).toEqual([expect.stringMatching(/^2The line is not/)]);
    await keepsToTheEye(page, 'refused input');
    await wrong.getByRole('link', { name: 'create a batch' }).click();
    await page.getByText('Drop a JSONL file').waitFor();
  });

  test('tells of a request that failed what broke, in its own words', async () => {
    const { id } = await createBatch(portal.spillway, [line('odd', { n: 1 })]);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open(`#/batches/${id}/results`);
    const summary = page.locator('.result-lines summary');
    await summary.waitFor();
    const told = await summary.locator('.line-answer').textContent();
    expect(told).toMatch(/^1 validation error/);
    await page.goto(`${portal.url}/portal/#/requests/batch_req_${id}_0`);
    await page.getByRole('heading', { name: 'odd' }).waitFor();
    const error = page.getByRole('region', { name: 'Error' });
    expect(await error.locator('pre').textContent()).toBe(told);
    expect(await page.getByRole('link', { name: 'Batches' }).getAttribute('aria-current')).toBe('page');
    await page.goto(`${portal.url}/portal/#/requests/batch_req_${id}_9`);
    await page.getByText('Look for it in its list').waitFor();
  });

  test('its files come from where blob storage says, past the server', async () => {
    const { id } = await createBatch(portal.spillway, [line('lake')]);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open(`#/batches/${id}`);
    const url = 'https://storage.example/output?signature=1';
    await page.route('**/content_url', (route) => route.fulfill({ json: { method: 'GET', url, headers: {} } }));
    await page.context().route('https://storage.example/**', (route) => {
      expect(route.request().headers()).not.toHaveProperty('authorization');
      const headers = { 'content-disposition': 'attachment; filename="output.jsonl"' };
      return route.fulfill({ headers, body: 'from the storage' });
    });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download output' }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toBe('from the storage');
    expect(new URL(page.url()).hash).toBe(`#/batches/${id}`);
  });
});
