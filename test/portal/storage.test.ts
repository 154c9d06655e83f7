import { createS3Blobs, type S3BlobsOptions } from '@spillway/storage-s3';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { allowBrowsers } from '../../packages/storage-s3/test/allow-browsers.ts';
import { freshBucket } from '../../packages/storage-s3/test/fresh-bucket.ts';
import { useServer } from '../../packages/storage-s3/test/s3-servers.ts';
import { describeInBrowser } from './chromium.ts';
import { usePortal } from './portal-under-test.ts';
import { line } from './sown-data.ts';
import { chooseFile } from './steps.ts';

const text = `${Array.from({ length: 20 }, (_, index) => line(`lake ${index}`)).join('\n')}\n`;

describeInBrowser('a portal whose blobs are in S3', () => {
  const server = useServer('ceph');
  let place: S3BlobsOptions;
  const portal = usePortal({
    async openBlobs() {
      place = await freshBucket(server());
      return createS3Blobs(place);
    },
    storageOrigins: () => [server().endpoint],
  });

  /** Creates a batch from a file that is large here; answers what was put to the storage, and how many parts went by way of the server. */
  async function create(page: Page): Promise<readonly [puts: number, parts: number]> {
    const [puts, parts] = [[] as string[], [] as string[]];
    page.on('request', (request) => {
      if (request.method() === 'PUT') puts.push(request.url());
      if (request.url().endsWith('/parts')) parts.push(request.url());
    });
    await page.route('**/v1/caller', async (route) => {
      const told = await (await route.fetch()).json();
      await route.fulfill({ json: { ...told, limits: { ...told.limits, upload_part_bytes: 1_000 } } });
    });
    await page.goto(`${portal.url}/portal/#/create`);
    await page.reload();
    await chooseFile(page, text);
    await page.getByRole('button', { name: 'Upload and quote' }).click();
    await page.getByRole('button', { name: 'Create the batch' }).click();
    await page.locator('h1 + .badge', { hasText: 'completed' }).waitFor();
    const [batch] = (await portal.spillway.batches.list({ limit: 1 })).batches;
    const content = await portal.spillway.files.content({ id: batch?.inputFileId ?? '' });
    expect(Buffer.concat(await Array.fromAsync(content ?? [])).toString() === text).toBe(true);
    expect(puts.every((url) => url.startsWith(server().endpoint))).toBe(true);
    return [puts.length, parts.length];
  }

  test('sends large files by way of the server while the bucket lets no browser in', async () => {
    const [puts, parts] = await create(await portal.open('#/batches'));
    expect([puts, parts]).toEqual([1, Math.ceil(Buffer.byteLength(text) / 1_000)]);
    // The browser says in its console that it was not let in.
    portal.forget();
  });

  test('puts them past the server once the bucket does, and reads outputs so, too', async () => {
    await allowBrowsers(server(), place.bucket, portal.url);
    const page = await portal.open('#/batches');
    expect(await create(page)).toEqual([1, 0]);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download output' }).click(),
    ]);
    expect(new URL(download.url()).origin).toBe(server().endpoint);
  });
});
