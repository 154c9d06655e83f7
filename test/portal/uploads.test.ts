import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { keepsToTheEye } from './reads-well.ts';
import { line } from './sown-data.ts';
import { chooseFile, rowsOf } from './steps.ts';

const narrow = { width: 375, colorScheme: 'dark' } as const;
const lines = Array.from({ length: 40 }, (_, index) => line(`river ${index}`));
const text = `${lines.join('\n')}\n`;
/** More than is read, however long nobody stops it. */
const ENDLESS = 1e15;

describeInBrowser('large input files', () => {
  const portal = usePortal();
  const files = async (): Promise<number> => (await portal.spillway.files.list({ limit: 100 })).files.length;

  /** The page of a server that takes so much. */
  async function openWith(limits: object, options: object = {}): Promise<Page> {
    const page = await portal.open('#/batches', options);
    await page.route('**/v1/caller', async (route) => {
      const told = await (await route.fetch()).json();
      await route.fulfill({ json: { ...told, limits: { ...told.limits, ...limits } } });
    });
    await page.goto(`${portal.url}/portal/#/create`);
    await page.reload();
    return page;
  }

  test('go up in parts, of which one that fails in passing is sent again', async () => {
    const page = await openWith({ upload_part_bytes: 1_000 });
    const sent: number[] = [];
    await page.route('**/parts', async (route) => {
      sent.push(sent.length);
      if (sent.length === 2) await route.fulfill({ status: 503, json: { error: { message: 'Busy.' } } });
      else if (sent.length === 4) await route.abort();
      else await route.continue();
    });
    await chooseFile(page, text);
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByRole('button', { name: 'Create the batch' }).click();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    expect(sent.length).toBe(Math.ceil(Buffer.byteLength(text) / 1_000) + 2);
    const [batch] = (await portal.spillway.batches.list({ limit: 1 })).batches;
    const content = await portal.spillway.files.content({ id: batch?.inputFileId ?? '' });
    expect(Buffer.concat(await Array.fromAsync(content ?? [])).toString() === text).toBe(true);
  });

  test('that are stopped leave nothing behind', async () => {
    const before = await files();
    const page = await openWith({ upload_part_bytes: 1_000 }, narrow);
    // No part comes through.
    await page.route('**/parts', () => {});
    await chooseFile(page, text);
    const [first] = await Promise.all([
      page.waitForRequest('**/parts'),
      page.getByRole('button', { name: 'Upload and quote' }).click(),
    ]);
    await keepsToTheEye(page, 'upload');
    const [dropped] = await Promise.all([
      page.waitForResponse('**/cancel'),
      page.getByRole('button', { name: 'Stop' }).click(),
    ]);
    expect(await dropped.json()).toMatchObject({ status: 'cancelled' });
    expect(dropped.url()).toBe(first.url().replace('/parts', '/cancel'));
    await page.getByRole('button', { name: 'Upload and quote' }).waitFor();
    expect([await page.getByRole('alert').count(), await files()]).toEqual([0, before]);
  });

  test('are refused before they are sent when the server takes no such', async () => {
    const page = await openWith({ max_requests_per_batch: 30, max_line_bytes: 250 });
    await chooseFile(page, `${text}${line('long'.repeat(80))}\n`);
    expect(await rowsOf(page, 'Problems of the input')).toEqual([
      expect.stringContaining('–The file has more than 30 requests'),
      expect.stringContaining('41The line has more than 250 bytes'),
    ]);
    await keepsToTheEye(page, 'problems');
    expect(await page.getByRole('button', { name: 'Upload and quote' }).count()).toBe(0);
    const small = await openWith({ max_upload_bytes: 1_000 }, narrow);
    await chooseFile(small, text);
    await small.getByText('The server takes files of up to 1 kB.').waitFor();
  });

  test('are read while the page stays usable, until that is stopped', async () => {
    const page = await openWith({ max_file_bytes: ENDLESS, max_upload_bytes: ENDLESS }, narrow);
    await page.getByText('Drop a JSONL file').waitFor();
    await dropEndlessFile(page, line('endless'));
    await page.getByText('checked', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('the server reads all of it').waitFor();
    await page.getByText(/^At least [\d,]+ requests/).waitFor();
  });
});

/** A file that has no end, of the same line under other names. */
async function dropEndlessFile(page: Page, one: string): Promise<void> {
  await page.evaluate(`
    const file = new File(['x'], 'endless.jsonl');
    const bytes = new TextEncoder();
    let next = 0;
    const chunk = () => bytes.encode(Array.from({ length: 500 }, () => ${JSON.stringify(one)}.replace('endless', 'endless ' + next++)).join('\\n') + '\\n');
    Object.defineProperty(file, 'size', { value: ${ENDLESS} });
    file.stream = () => new ReadableStream({ pull: (controller) => controller.enqueue(chunk()) });
    const drop = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(drop, 'dataTransfer', { value: { files: [file] } });
    document.querySelector('.picker').dispatchEvent(drop);
  `);
}
