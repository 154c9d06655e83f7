import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { createBatch, line } from './sown-data.ts';
import { rowsOf } from './steps.ts';

/** Every other test is on a small screen at night. */
const narrow = { width: 375, colorScheme: 'dark' } as const;

describeInBrowser('what the portal does', () => {
  const portal = usePortal();

  test('a running batch is cancelled, after a question', async () => {
    const { id } = await createBatch(portal.spillway, [line('waits', { model: 'slow' })]);
    const page = await portal.open(`#/batches/${id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByText('1 request will not be run').waitFor();
    await page.getByRole('dialog').getByText(id).waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    expect(await page.locator(':focus').textContent()).toBe('Cancel');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Cancel the batch' }).click();
    await page.locator('h1 + .badge', { hasText: /cancell(ing|ed)/ }).waitFor();
    expect(await portal.spillway.batches.get({ id })).toMatchObject({ cancelRequestedAt: expect.any(Number) });
  });

  test('what failed is run again, and a batch is cloned', async () => {
    const { id } = await createBatch(portal.spillway, [line('river'), line('odd', { n: 1 })]);
    const page = await portal.open(`#/batches/${id}`, narrow);
    await page.getByRole('button', { name: 'Retry failed' }).click();
    await page.getByRole('dialog').getByText('1 request will run again').waitFor();
    await page.getByRole('button', { name: 'Run again' }).click();
    await page.getByText('Revision').waitFor();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    await page.getByRole('button', { name: 'Clone' }).click();
    await page.getByLabel('Window').fill('3h');
    await page.getByRole('button', { name: 'Create the clone' }).click();
    await page.waitForURL((url) => !url.hash.includes(id));
    const [clone] = (await portal.spillway.batches.list({ limit: 1 })).batches;
    expect(clone).toMatchObject({ window: '3h' });
  });

  test('the requests of a batch are paged through, found by name and looked at', async () => {
    const lines = Array.from({ length: 60 }, (_, index) => line(`river ${index}`));
    const { id } = await createBatch(portal.spillway, lines);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open(`#/batches/${id}/requests`, narrow);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'river 59' }).waitFor();
    await page.locator('h1:focus').waitFor();
    expect(await page.getByRole('link', { name: 'river 0', exact: true }).count()).toBe(0);
    await page.getByLabel('Custom id').fill('river 7');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'river 7', exact: true }).click();
    await page.getByRole('region', { name: 'Answer' }).getByText('river 7').waitFor();
    expect(await page.getByRole('region', { name: 'Input' }).textContent()).toContain('"custom_id": "river 7"');
    expect(await rowsOf(page, 'Attempts, oldest first')).toHaveLength(1);
  });
});
