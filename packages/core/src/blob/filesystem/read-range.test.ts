import { readdirSync, readlinkSync } from 'node:fs';
import { mkdir, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../../test/fresh-folder.ts';
import { type BlobRange, type BlobStorage, readBlob } from '../index.ts';
import { createFilesystemBlobs } from './index.ts';

const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, index) => (index * 7 + (index >> 8)) & 255));

async function withBlob(): Promise<{ readonly blobs: BlobStorage; readonly root: string }> {
  const root = await freshFolder();
  const blobs = await createFilesystemBlobs({ root, fsync: false });
  await blobs.put('a/key', bytes);
  return { blobs, root };
}

/** Descriptors that this process holds on files below the root. */
function openFiles(root: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(root);
    } catch {
      return false;
    }
  }).length;
}

describe('read', () => {
  test('a range is exactly its bytes, and ends at the end of the blob', async () => {
    const { blobs } = await withBlob();
    const ranges: readonly [BlobRange, Buffer][] = [
      [{}, bytes],
      [{ offset: 1_234_567 }, bytes.subarray(1_234_567)],
      [{ length: 5 }, bytes.subarray(0, 5)],
      [{ offset: 524_287, length: 524_290 }, bytes.subarray(524_287, 524_287 + 524_290)],
      [{ offset: 2_999_999, length: 100 }, bytes.subarray(2_999_999)],
      [{ offset: 10, length: 0 }, Buffer.alloc(0)],
      [{ offset: bytes.length }, Buffer.alloc(0)],
    ];
    for (const [range, expected] of ranges) {
      expect((await readBlob(blobs, 'a/key', range)).equals(expected), JSON.stringify(range)).toBe(true);
    }
  });

  test('chunks hold 64 KiB to 1 MiB, and their readers may keep them', async () => {
    const { blobs } = await withBlob();
    const chunks: Uint8Array[] = [];
    for await (const chunk of blobs.read('a/key')) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
    for (const chunk of chunks.slice(0, -1)) {
      expect(chunk.byteLength).toBeGreaterThanOrEqual(64 * 1024);
      expect(chunk.byteLength).toBeLessThanOrEqual(1024 * 1024);
    }
    expect(new Set(chunks.map(({ buffer }) => buffer)).size).toBe(chunks.length);
  });

  test('a key without a blob is not found, before the first chunk', async () => {
    const { blobs, root } = await withBlob();
    await mkdir(join(root, 'folder'));
    for (const key of ['absent', 'absent/below', 'a/key/below', 'a', 'folder']) {
      const first = blobs.read(key)[Symbol.asyncIterator]().next();
      await expect(first, key).rejects.toEqual(expect.objectContaining({ code: 'not_found', retryable: false }));
      expect(await blobs.head(key), key).toBeUndefined();
    }
  });

  test('a range that begins beyond the end, or is no range, is refused', async () => {
    const { blobs } = await withBlob();
    for (const range of [
      { offset: bytes.length + 1 },
      { offset: -1 },
      { offset: 0.5 },
      { length: -1 },
      { length: NaN },
    ]) {
      const refused = expect.objectContaining({ code: 'invalid_argument' });
      await expect(readBlob(blobs, 'a/key', range), JSON.stringify(range)).rejects.toEqual(refused);
    }
  });

  test('an abort ends the read at its next chunk', async () => {
    const { blobs } = await withBlob();
    const abort = new AbortController();
    const reader = blobs.read('a/key', { signal: abort.signal })[Symbol.asyncIterator]();
    await reader.next();
    abort.abort(new Error('enough'));
    await expect(reader.next()).rejects.toThrow('enough');
  });

  test('a file that someone cut short is not taken for the whole blob', async () => {
    const { blobs, root } = await withBlob();
    const reader = blobs.read('a/key')[Symbol.asyncIterator]();
    await reader.next();
    await truncate(join(root, 'a/key'), 10);
    await expect(reader.next()).rejects.toEqual(expect.objectContaining({ code: 'unavailable' }));
  });

  test.runIf(process.platform === 'linux')('no descriptor stays open, however a read or a put ends', async () => {
    const { blobs, root } = await withBlob();
    for await (const _chunk of blobs.read('a/key')) {
      expect(openFiles(root)).toBe(1);
      break;
    }
    await readBlob(blobs, 'a/key', { offset: bytes.length + 1 }).catch(() => {});
    await readBlob(blobs, 'a').catch(() => {});
    await blobs.put('a', bytes).catch(() => {});
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw new Error('failed');
    }
    await blobs.put('b', failing()).catch(() => {});
    expect(openFiles(root)).toBe(0);
  });
});
