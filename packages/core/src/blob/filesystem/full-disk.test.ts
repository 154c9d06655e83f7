import { execFileSync } from 'node:child_process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { freshFolder, treeOf } from '../../../test/fresh-folder.ts';
import { readBlob } from '../index.ts';
import { createFilesystemBlobs } from './index.ts';

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && mounts();

function mounts(): boolean {
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A folder on a disk of its own of `bytes`. */
async function freshDisk(bytes: number): Promise<string> {
  const folder = await freshFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let done = 0; done < count; done += 1) yield Buffer.alloc(1_000_000, 'x');
}

describe('a full disk', () => {
  if (!canMount) console.warn('Skipped: the laws of a full disk need root and the right to mount a tmpfs.');

  test.skipIf(!canMount)(
    'a put that does not fit is unavailable with a hint, leaves nothing, and works again with space',
    async () => {
      const root = await freshDisk(4 * 2 ** 20);
      const blobs = await createFilesystemBlobs({ root });
      const full = expect.objectContaining({
        code: 'unavailable',
        retryable: true,
        hint: expect.stringMatching(/space/),
      });
      await blobs.put('kept', Buffer.alloc(2_000_000, 'k'));
      await expect(blobs.put('a/stream', megabytes(3))).rejects.toEqual(full);
      await expect(blobs.put('a/bytes', Buffer.alloc(3_000_000))).rejects.toEqual(full);
      await expect(blobs.put('kept', megabytes(3))).rejects.toEqual(full);
      expect(await treeOf(root)).toEqual(['.tmp/', 'kept']);
      expect((await readBlob(blobs, 'kept')).equals(Buffer.alloc(2_000_000, 'k'))).toBe(true);
      await blobs.remove(['kept']);
      expect(await blobs.put('a/stream', megabytes(3))).toEqual({ bytes: 3_000_000 });
    },
  );

  test.skipIf(!canMount)('ping rejects before the disk is full', async () => {
    const root = await freshDisk(65 * 2 ** 20);
    const blobs = await createFilesystemBlobs({ root });
    await blobs.ping();
    await blobs.put('large', megabytes(3));
    const low = expect.objectContaining({ code: 'unavailable', hint: expect.stringContaining('64 MiB') });
    await expect(blobs.ping()).rejects.toEqual(low);
    await blobs.remove(['large']);
    await blobs.ping();
  });
});
