import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { createBatch, line } from './sown-data.ts';

/** Every other test is on a small screen at night. */
const narrow = { width: 375, colorScheme: 'dark' } as const;

describeInBrowser('what the portal does', () => {
  const portal = usePortal();

  test('a batch is created from a file, followed to its end, and downloaded', async () => {
    const page = await portal.open('#/create', narrow);
    await chooseFile(page, `${line('river')}\nno json\n${line('river')}\n`);
    await page.getByText('2 problems').waitFor();
    expect(await rowsOf(page, 'Problems of the input')).toEqual([
      expect.stringContaining('2The line is not a JSON object'),
      expect.stringContaining('3custom_id is that of line 1 already'),
    ]);
    await page.getByRole('button', { name: 'Choose another' }).click();
    await chooseFile(page, `${line('river')}\n${line('lake')}\n`);
    await page.getByText('2 requests for spillway-sim').waitFor();
    await page.getByLabel('Window').fill('2h');
    await page.getByLabel('Priority').selectOption('high');
    await page.getByLabel('Name').fill('Two waters');
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByRole('region', { name: 'Quote' }).getByText('In time').waitFor();
    await page.getByRole('button', { name: 'Create the batch' }).click();
    await page.getByRole('heading', { name: 'Two waters' }).waitFor();
    const output = await downloaded(page, 'Download output');
    expect(
      output
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).custom_id),
    ).toEqual(['river', 'lake']);
    const [batch] = (await portal.spillway.batches.list({ limit: 1 })).batches;
    expect(batch).toMatchObject({ window: '2h', priority: 10, metadata: { name: 'Two waters' } });
  });

  test('a file that only the server finds fault with is not created', async () => {
    const page = await portal.open('#/create');
    await chooseFile(page, line('unknown', { model: 'nobody-serves-it' }));
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByText('The batch would fail').waitFor();
    expect(await page.getByRole('button', { name: 'Create the batch' }).isDisabled()).toBe(true);
  });

  test('a running batch is cancelled, after a question', async () => {
    const { id } = await createBatch(portal.spillway, [line('waits', { model: 'slow' })]);
    const page = await portal.open(`#/batches/${id}`);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByText('1 request will not be run').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
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
    expect(await page.getByRole('link', { name: 'river 0', exact: true }).count()).toBe(0);
    await page.getByLabel('Custom id').fill('river 7');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('link', { name: 'river 7', exact: true }).click();
    await page.getByRole('region', { name: 'Answer' }).getByText('river 7').waitFor();
    expect(await page.getByRole('region', { name: 'Input' }).textContent()).toContain('"custom_id": "river 7"');
    expect(await rowsOf(page, 'Attempts, oldest first')).toHaveLength(1);
  });

  test('dead letters are grouped, downloaded, and run again after a dry run', async () => {
    const { id } = await createBatch(portal.spillway, [
      line('dead', { model: 'broken' }),
      line('dead too', { model: 'broken' }),
    ]);
    await portal.spillway.batches.ended({ id });
    const page = await portal.open('#/dead-letters');
    await page.getByRole('region', { name: 'Groups' }).getByRole('link', { name: 'server_error' }).click();
    await page.waitForURL(/code=server_error&model=broken|model=broken&code=server_error/);
    const letters = await downloaded(page, 'Download');
    expect(letters.trim().split('\n')).toHaveLength(2);
    portal.odd.mend();
    await page.getByRole('button', { name: 'Run again …' }).click();
    await page.getByRole('dialog').getByText('2 dead letters').waitFor();
    await page.getByRole('button', { name: 'Run 2 again' }).click();
    await page.getByText('2 requests run again in 1 batch.').waitFor();
    expect(await portal.spillway.batches.ended({ id })).toMatchObject({ counts: { succeeded: 2, deadLettered: 0 } });
  });

  test('a file is previewed, becomes a batch, and is deleted', async () => {
    const file = await portal.spillway.files.upload({
      filename: 'kept.jsonl',
      source: Buffer.from(`${line('kept')}\n`),
    });
    const page = await portal.open('#/files?purpose=batch', narrow);
    await page.getByRole('link', { name: 'kept.jsonl' }).click();
    await page.getByRole('region', { name: 'Preview' }).getByText('Tell of kept').waitFor();
    expect(await downloaded(page, 'Download')).toBe(`${line('kept')}\n`);
    await page.getByRole('link', { name: 'Create a batch' }).click();
    await page.getByRole('button', { name: 'Quote' }).click();
    await page.getByRole('button', { name: 'Create the batch' }).click();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    await page.goto(`${portal.url}/portal/#/files?file=${file.id}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Delete the file' }).click();
    await page.getByText('Deleted kept.jsonl.').waitFor();
    expect(await portal.spillway.files.get({ id: file.id })).toBeUndefined();
  });
});

async function chooseFile(page: Page, text: string): Promise<void> {
  await page
    .getByLabel('JSONL file')
    .setInputFiles({ name: 'in.jsonl', mimeType: 'application/jsonl', buffer: Buffer.from(text) });
}

async function rowsOf(page: Page, table: string): Promise<string[]> {
  const rows = page.getByRole('region', { name: table }).locator('tbody tr');
  await rows.first().waitFor();
  return rows.allTextContents();
}

async function downloaded(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return readFile(await download.path(), 'utf8');
}
