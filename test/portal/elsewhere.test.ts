import { readFile } from 'node:fs/promises';
import { createPortalServer, type Listening, listen } from '@spillway/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { line } from './sown-data.ts';

describeInBrowser('the portal of a server elsewhere', () => {
  const portal = usePortal();
  let elsewhere: Listening;
  beforeAll(async () => {
    elsewhere = await listen({ server: createPortalServer({ url: portal.url }), port: 0 });
  });
  afterAll(() => elsewhere.close({ graceMs: 0 }));

  test('lets a key in, uploads through it, follows live, and downloads', async () => {
    const { secret } = await portal.spillway.keys.create({ name: 'far', tenant: 'far', scopes: ['read', 'write'] });
    const page = await portal.open('#/', { key: null });
    await page.goto(`${elsewhere.url}/portal/#/create`);
    await page.getByLabel('API key').fill(secret);
    await page.getByLabel('API key').press('Enter');
    await page.getByLabel('JSONL file').setInputFiles({
      name: 'in.jsonl',
      mimeType: 'application/jsonl',
      buffer: Buffer.from(`${line('river', { model: 'slow' })}\n${line('lake', { model: 'slow' })}\n`),
    });
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByRole('button', { name: 'Create the batch' }).click();
    await page.locator('.liveness[data-liveness="live"]').waitFor();
    await page.getByText('0 completed, 0 failed, 2 open').waitFor();
    portal.odd.release();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download output' }).click(),
    ]);
    expect((await readFile(await download.path(), 'utf8')).trim().split('\n')).toHaveLength(2);
  });

  test('a server that went away is said so', async () => {
    await using none = await listen({ server: createPortalServer({ url: 'http://127.0.0.1:1' }), port: 0 });
    const page = await portal.open('#/', { key: null });
    await page.goto(`${none.url}/portal/`);
    await page.getByText('The server at http://127.0.0.1:1 cannot be reached.').waitFor();
  });
});
