import { expect, test } from 'vitest';
import { announced } from './announcements.ts';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { line } from './sown-data.ts';
import { chooseFile, downloaded, rowsOf } from './steps.ts';

/** Every other test is on a small screen at night. */
const narrow = { width: 375, colorScheme: 'dark' } as const;

describeInBrowser('batches from files', () => {
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
    await page.getByLabel('Metadata').fill('team = search\nnote=a=b');
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByRole('region', { name: 'Quote' }).getByText('In time').waitFor();
    await keepsToTheEye(page, 'quote');
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
    expect(batch).toMatchObject({
      window: '2h',
      priority: 10,
      metadata: { name: 'Two waters', team: 'search', note: 'a=b' },
    });
  });

  test('a file that only the server finds fault with is not created', async () => {
    const page = await portal.open('#/create');
    await chooseFile(page, line('unknown', { model: 'nobody-serves-it' }));
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByText('The batch would fail').waitFor();
    expect(await page.getByRole('button', { name: 'Create the batch' }).isDisabled()).toBe(true);
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
    await announced(page, 'Deleted kept.jsonl.');
    expect(await portal.spillway.files.get({ id: file.id })).toBeUndefined();
  });
});
