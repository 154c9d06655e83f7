import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createS3Blobs } from '@spillway/storage-s3';
import { describe, expect, test } from 'vitest';
import { firstOf, type SeenRequest } from './fault-proxy.ts';
import { plainClient } from './fresh-bucket.ts';
import { openHarness, type S3Harness } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

const bytes = Buffer.from('bytes');
const inBulk = ({ method, url }: SeenRequest): boolean => method === 'POST' && /[?&]delete/.test(url);

async function putKeys({ direct }: S3Harness, count: number): Promise<readonly string[]> {
  const keys = Array.from({ length: count }, (_, index) => `blobs/${index}`);
  for (let at = 0; at < count; at += 20)
    await Promise.all(keys.slice(at, at + 20).map((key) => direct.put(key, bytes)));
  return keys;
}

async function left({ direct }: S3Harness): Promise<readonly unknown[]> {
  return (await direct.list({ prefix: '', limit: 100 })).blobs;
}

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  describe('remove', () => {
    test('needs one call for a thousand keys', async () => {
      await using harness = await openHarness(server());
      const keys = await putKeys(harness, 50);
      // Swift looks for each absent object for 25 ms.
      const count = name === 'swift' ? 100 : 1_100;
      const absent = Array.from({ length: count }, (_, index) => `absent/${index}`);
      await harness.blobs.remove([...absent, ...keys, ...keys]);
      expect(harness.proxy.seen).toHaveLength(Math.ceil(count / 1_000));
      expect(await left(harness)).toEqual([]);
    });

    test.each([
      [501, 'NotImplemented'],
      [405, 'MethodNotAllowed'],
    ])('goes one by one where the service answers %i %s, and does not ask again', async (status, code) => {
      await using harness = await openHarness(server());
      const { blobs, proxy } = harness;
      const keys = await putKeys(harness, 20);
      proxy.plan = (seen) => (inBulk(seen) ? { kind: 'answer', status, code } : undefined);
      await blobs.remove(keys.slice(0, 10));
      await blobs.remove(keys.slice(10));
      expect(proxy.seen.filter(inBulk)).toHaveLength(1);
      expect(await left(harness)).toEqual([]);
    });

    test('goes one by one where bulk calls were declared to be lacking', async () => {
      await using harness = await openHarness(server());
      await using blobs = createS3Blobs({
        ...harness.options,
        capabilities: { ...server().capabilities, bulkRemove: false },
      });
      await blobs.remove([...(await putKeys(harness, 10)), 'absent']);
      expect(harness.proxy.seen.filter(inBulk)).toEqual([]);
      expect(await left(harness)).toEqual([]);
    });

    test('is repeated when its answer is lost', async () => {
      await using harness = await openHarness(server());
      harness.proxy.plan = firstOf(2, inBulk, { kind: 'lost' });
      await harness.blobs.remove(await putKeys(harness, 10));
      expect(await left(harness)).toEqual([]);
    });
  });

  describe('list', () => {
    test('passes over objects that are nobody’s blobs, within pages and at their ends', async () => {
      await using harness = await openHarness(server(), { prefix: 'ours' });
      const client = plainClient(server());
      const foreign = ['ours/.probe', 'ours/a b', 'ours/b/', 'ours//c', 'ours/d', 'other/e', 'ours2/f', 'ours/zz /f'];
      for (const Key of foreign) {
        await client.send(new PutObjectCommand({ Bucket: harness.options.bucket, Key, Body: bytes }));
      }
      client.destroy();
      await harness.direct.put('y', bytes);
      const keys = ['d', 'y'].map((key) => ({ key, bytes: bytes.byteLength, putAt: expect.any(Number) }));
      expect(await harness.blobs.list({ prefix: '', limit: 10 })).toEqual({ blobs: keys, hasMore: false });
      expect(await harness.blobs.list({ prefix: '', limit: 1 })).toEqual({ blobs: keys.slice(0, 1), hasMore: true });
      expect(await harness.blobs.list({ prefix: '', limit: 2 })).toEqual({ blobs: keys, hasMore: false });
      expect(await harness.blobs.list({ prefix: '', after: 'd', limit: 2 })).toEqual({
        blobs: keys.slice(1),
        hasMore: false,
      });
    });

    test.each([
      { kind: 'reset' },
      { kind: 'cut', afterBytes: 200 },
      { kind: 'answer', status: 500, code: 'InternalError' },
    ] as const)('is repeated after $kind', async (fault) => {
      await using harness = await openHarness(server());
      const keys = await putKeys(harness, 5);
      harness.proxy.plan = firstOf(2, () => true, fault);
      const page = await harness.blobs.list({ prefix: 'blobs/', limit: 10 });
      expect(page.blobs.map(({ key }) => key)).toEqual(keys);
    });
  });
});
