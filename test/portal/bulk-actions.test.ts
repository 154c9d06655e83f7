import type { Batch } from '@spillway/core/store';
import { beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { createBatch, line, sowMany } from './sown-data.ts';
import { rowsOf } from './steps.ts';

const narrow = { width: 375, colorScheme: 'dark' } as const;
const MANY = 60;

describeInBrowser('batches that are chosen', () => {
  const portal = usePortal();
  let odd: Batch;
  beforeAll(async () => {
    await sowMany(portal.spillway, MANY);
    odd = await createBatch(portal.spillway, [line('odd', { n: 1 }), line('good')], { name: 'Odd one', set: 'two' });
    const good = await createBatch(portal.spillway, [line('good')], { name: 'Good one', set: 'two' });
    for (const { id } of [odd, good]) await portal.spillway.batches.ended({ id });
  });

  test('are selected on the page and cancelled after their number was told', async () => {
    const page = await portal.open('#/batches?metadata=turn%3Dturn+7', narrow);
    await page.getByRole('row').nth(1).locator('.row-link').focus();
    await page.keyboard.press('x');
    await page.getByText('1 batch selected').waitFor();
    await page.getByRole('button', { name: 'Cancel …' }).click();
    await page.getByRole('dialog').getByText('1 batch matches').waitFor();
    await keepsToTheEye(page, 'cancel dialog');
    await page.getByRole('button', { name: 'Leave it' }).click();
    await keepsToTheEye(page, 'selected');
    expect((await portal.spillway.batches.list({ search: 'turn 7' })).batches[0]).toMatchObject({
      cancelRequestedAt: null,
    });
  });

  test('all that match are cancelled, and nothing else', async () => {
    // All that match are those of the seconds that are over.
    const second = (): number => Math.floor(Date.now() / 1_000);
    const sown = second();
    await expect.poll(second).toBeGreaterThan(sown);
    const page = await portal.open('#/batches?metadata=team%3Dmany');
    await page.getByLabel('Select this page').check();
    await page.getByText('50 batches selected').waitFor();
    await page.getByRole('button', { name: `Select all ${MANY} that match` }).click();
    await page.getByText(`All ${MANY} that match are selected`).waitFor();
    await page.getByRole('button', { name: 'Cancel …' }).click();
    await page.getByRole('button', { name: `Cancel ${MANY} batches` }).waitFor();
    const later = await createBatch(portal.spillway, [line('later', { model: 'slow' })], { team: 'many' });
    const other = await createBatch(portal.spillway, [line('other', { model: 'slow' })], { name: 'Other' });
    await page.getByRole('button', { name: `Cancel ${MANY} batches` }).click();
    await page.getByRole('heading', { name: 'Cancel batches', exact: true }).waitFor();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    await page.getByText(`${MANY} of ${MANY} batches`).waitFor();
    await keepsToTheEye(page, 'bulk action');
    for (const { id } of [later, other])
      expect(await portal.spillway.batches.get({ id })).toMatchObject({ cancelRequestedAt: null });
    expect(await portal.spillway.batches.count({ statuses: ['cancelled', 'cancelling'] })).toBe(MANY);
    await page.goto(`${portal.url}/portal/#/bulk-actions`);
    await page.getByRole('link', { name: 'Cancel batches' }).first().waitFor();
    await keepsToTheEye(page, 'bulk actions');
  });

  test('run again what failed, with what was left out', async () => {
    const page = await portal.open('#/batches?metadata=set%3Dtwo', narrow);
    await page.getByLabel('Select this page').check();
    await page.getByRole('button', { name: 'Retry failed …' }).click();
    await page.getByText('2 batches match: 1 batch to run again, 1 batch with nothing to run again.').waitFor();
    expect(await rowsOf(page, 'What was left out')).toHaveLength(1);
    await page.getByLabel('Window').fill('2h');
    await page.getByRole('button', { name: 'Run again 1 batch' }).click();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    expect(await portal.spillway.batches.ended({ id: odd.id })).toMatchObject({ revision: 2, window: '2h' });
  });

  test('are decided upon in sight, however much is left out', async () => {
    const page = await portal.open('#/batches?metadata=set%3Dtwo', narrow);
    await page.route('**/v1/bulk_actions', async (route) => {
      const told = await (await route.fetch()).json();
      const problems = Array.from({ length: 50 }, () => told.problems[0]);
      await route.fulfill({ json: { ...told, problems } });
    });
    await page.getByLabel('Select this page').check();
    await page.getByRole('button', { name: 'Cancel …' }).click();
    expect(await rowsOf(page, 'What was left out')).toHaveLength(50);
    const { y = 0, height = 0 } = (await page.getByRole('button', { name: 'Leave it' }).boundingBox()) ?? {};
    expect([y > 0, y + height < 900]).toEqual([true, true]);
    await keepsToTheEye(page, 'long dialog');
  });

  test('show how far it is while it goes on, and are let go by an abort', async () => {
    const page = await portal.open('#/bulk-actions');
    await page.getByRole('link', { name: 'Cancel batches' }).first().click();
    // As the server tells it before it is through.
    let aborted = false;
    await page.route('**/v1/bulk_actions/bulk_*', async (route) => {
      const told = await (await route.fetch()).json();
      const counts = { matched: 60, done: 20, skipped: 10, failed: 0 };
      await route.fulfill({ json: { ...told, counts, status: aborted ? 'cancelled' : 'running', ended_at: null } });
    });
    await page.reload();
    await page.getByText('30 of 60 batches').waitFor();
    await page.getByRole('button', { name: 'Abort …' }).click();
    await keepsToTheEye(page, 'abort dialog');
    aborted = true;
    const [asked] = await Promise.all([
      page.waitForRequest('**/cancel'),
      page.getByRole('button', { name: 'Abort', exact: true }).click(),
    ]);
    expect(asked.method()).toBe('POST');
    await page.locator('h1 + .badge', { hasText: 'cancelled' }).waitFor();
    await page.getByRole('button', { name: 'Abort …' }).waitFor({ state: 'detached' });
  });
});
