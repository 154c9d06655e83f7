import { rm, statfs } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { freshFolder, treeOf } from '../../../test/fresh-folder.ts';
import { createFilesystemBlobs } from './index.ts';

describe('ping', () => {
  test('it resolves on a disk that can be written and leaves nothing', async () => {
    const root = await freshFolder();
    await (await createFilesystemBlobs({ root, minFreeBytes: 1 })).ping();
    expect(await treeOf(root)).toEqual(['.tmp/']);
  });

  test('it rejects below the free space that was asked for, when the folder is gone, and when aborted', async () => {
    const root = await freshFolder();
    const demanding = await createFilesystemBlobs({ root, minFreeBytes: 2 ** 60 });
    const unavailable = expect.objectContaining({ code: 'unavailable', hint: expect.any(String) });
    await expect(demanding.ping()).rejects.toEqual(unavailable);
    const blobs = await createFilesystemBlobs({ root, minFreeBytes: 1 });
    await expect(blobs.ping(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    await rm(root, { recursive: true });
    await expect(blobs.ping()).rejects.toEqual(unavailable);
  });
});

test('it tells how much the disk can still take', async () => {
  const root = await freshFolder();
  const blobs = await createFilesystemBlobs({ root });
  const { bavail, bsize } = await statfs(root);
  const free = (await blobs.freeBytes?.()) ?? 0;
  // Others write to the same disk meanwhile.
  expect(Math.abs(free - bavail * bsize)).toBeLessThan(2 ** 30);
  expect(free).toBeGreaterThan(0);
});
