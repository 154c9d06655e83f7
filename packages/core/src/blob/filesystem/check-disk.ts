import { open, statfs, unlink } from 'node:fs/promises';
import { SpillwayError } from '../../errors/index.ts';
import type { BlobFolder } from './blob-folder.ts';

const probe = Buffer.from('spillway probe\n');

/** What this user may still write to the disk of the folder. */
export async function freeBytesOf({ root }: Pick<BlobFolder, 'root'>): Promise<number> {
  const { bavail, bsize } = await statfs(root);
  return bavail * bsize;
}

/** Writes, reads and removes a file, and looks at the space that is left. */
export async function checkDisk(folder: BlobFolder, minFreeBytes: number): Promise<void> {
  const freeBytes = await freeBytesOf(folder);
  if (freeBytes < minFreeBytes) throw low(folder.root, freeBytes, minFreeBytes);
  await probeFile(folder);
}

async function probeFile(folder: BlobFolder): Promise<void> {
  const path = folder.temporary.next();
  const handle = await open(path, 'wx+', 0o600);
  try {
    await handle.write(probe);
    if (folder.fsync) await handle.datasync();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(probe.byteLength), 0, probe.byteLength, 0);
    if (!buffer.subarray(0, bytesRead).equals(probe)) throw garbled(folder.root);
  } finally {
    await handle.close();
    await unlink(path);
  }
}

function low(root: string, freeBytes: number, minFreeBytes: number): SpillwayError {
  const free = Math.floor(freeBytes / 2 ** 20);
  return new SpillwayError(`The disk of the blob folder ${root} is nearly full: ${free} MiB are left.`, {
    code: 'unavailable',
    hint: `Free some space: at least ${Math.ceil(minFreeBytes / 2 ** 20)} MiB are needed.`,
  });
}

function garbled(root: string): SpillwayError {
  return new SpillwayError(`The blob folder ${root} does not give back what is written to it.`, {
    code: 'unavailable',
    hint: 'Look at the disk of the blob folder.',
  });
}
