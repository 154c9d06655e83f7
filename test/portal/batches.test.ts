import type { Batch } from '@spillway/core/store';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { createBatch, line, sowMany } from './sown-data.ts';

const narrow = { width: 375, colorScheme: 'dark' } as const;
const MANY = 60;

describeInBrowser('many batches', () => {
  const portal = usePortal();
  let odd: Batch;
  beforeAll(async () => {
    await sowMany(portal.spillway, MANY);
    odd = await createBatch(portal.spillway, [line('odd', { n: 1 }), line('good')], { name: 'Odd one' });
    await portal.spillway.batches.ended({ id: odd.id });
  });
  /** Of the side, and of the page. */
  const heights = (page: Page): Promise<number[]> =>
    page.evaluate("[document.querySelector('.side').offsetHeight, document.documentElement.scrollHeight]");
  const names = (page: Page): Promise<string[]> => page.locator('tbody .row-link').allTextContents();

  test('are found by status, search, metadata and order, and the address says so', async () => {
    const page = await portal.open('#/batches');
    await page.getByText(`${MANY + 1} batches in all.`).waitFor();
    await page.getByLabel('Status').focus();
    await page.getByLabel('Status').selectOption('ended');
    await page.getByText('1 batch in all.').waitFor();
    expect(await page.locator('select:focus').count()).toBe(1);
    await expect.poll(() => names(page)).toEqual([expect.stringContaining('Odd one')]);
    await page.getByLabel('Status').selectOption('any');
    await page.getByText(`${MANY + 1} batches in all.`).waitFor();
    await page.getByLabel('Search').fill('odd ONE');
    await page.keyboard.press('Enter');
    await page.getByText('1 batch in all.').waitFor();
    await page.getByLabel('Search').fill(odd.id.slice(0, -3));
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByText('1 batch in all.').waitFor();
    await page.goto(`${portal.url}/portal/#/batches?metadata=team%3Dmany&order=oldest&newer=1h`);
    await page.getByText(`${MANY} batches in all.`).waitFor();
    const [side, whole] = await heights(page);
    expect(side).toBe(whole);
    expect(await page.getByLabel('Metadata').inputValue()).toBe('team=many');
    expect(await page.getByLabel('Created').inputValue()).toBe('newer 1h');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL(/metadata=team%3Dmany.*order=oldest.*after=batch_/);
    await expect.poll(() => names(page)).toHaveLength(MANY - 50);
    await keepsToTheEye(page, 'batches filtered');
  });

  test('that match nothing say how a request is found', async () => {
    const page = await portal.open('#/batches?search=nowhere', narrow);
    await page.getByText('To find a request by its custom_id').waitFor();
    await page.getByRole('link', { name: 'All batches' }).click();
    await page.getByText('batches in all.').waitFor();
  });

  test('come by themselves as they change', async () => {
    const page = await portal.open('#/batches?search=fresh', narrow);
    await page.getByText('No batch matches.').waitFor();
    await createBatch(portal.spillway, [line('fresh')], { name: 'A fresh one' });
    await page.getByText('A fresh one').waitFor();
    await page.locator('.liveness[data-liveness="live"]').waitFor();
  });

  test('with a key that only reads have nothing to choose', async () => {
    const { secret } = await portal.spillway.keys.create({ name: 'reads', scopes: ['read'] });
    const page = await portal.open('#/batches', { key: secret });
    await page.getByText('in all.').waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Create a batch' }).count()).toBe(0);
  });

  test('of all tenants are seen by operators, who act for one at a time', async () => {
    const source = Buffer.from(`${line('theirs')}\n`);
    const { id: inputFileId } = await portal.spillway.files.upload({ tenant: 'acme', filename: 'in.jsonl', source });
    const order = { tenant: 'acme', inputFileId, endpoint: '/v1/chat/completions', metadata: { name: 'Theirs' } };
    await portal.spillway.batches.create(order);
    const page = await portal.open('#/batches?search=theirs');
    await page.getByText('No batch matches.').waitFor();
    await page.getByText('More filters').click();
    await page.getByLabel('Tenants').selectOption('all');
    await page.getByRole('link', { name: 'Theirs' }).waitFor();
    expect(await page.getByRole('checkbox').count()).toBe(0);
    await page.getByRole('link', { name: 'Theirs' }).click();
    await page.getByRole('heading', { name: 'Theirs' }).waitFor();
    expect(await page.getByRole('region', { name: 'Your access' }).textContent()).toContain('acme');
  });
});
