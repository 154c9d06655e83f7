import { rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobFolder } from './blob-folder.ts';
import { diskCode } from './disk-error.ts';

const removalsAtOnce = 16;
// EPERM is how some systems say that the path is a folder, which is no blob; a missing right says EACCES.
const noBlob = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EPERM'];

/** Removes the blobs and the folders that become empty, durably. */
export async function removeBlobs(folder: BlobFolder, keys: readonly string[]): Promise<void> {
  const paths = keys.map((key) => join(folder.root, key));
  for (let from = 0; from < paths.length; from += removalsAtOnce) {
    await Promise.all(paths.slice(from, from + removalsAtOnce).map(removeFile));
  }
  // One folder may have lost thousands of others: it is synced once.
  const kept = new Set<string>();
  for (const parent of new Set(paths.map((path) => dirname(path)))) kept.add(await removeEmpty(folder.root, parent));
  if (folder.fsync) for (const parent of kept) await folder.names.sync(parent);
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!noBlob.includes(diskCode(error) ?? '')) throw error;
  }
}

/**
 * Removes the folder, and those above it, while they are empty; answers the first that stays. The system refuses to
 * remove a folder with a name in it, so a put that comes between loses at most its folder, which it makes again.
 */
async function removeEmpty(root: string, folder: string): Promise<string> {
  let path = folder;
  while (path !== root) {
    try {
      await rmdir(path);
    } catch (error) {
      if (diskCode(error) !== 'ENOENT') return path;
    }
    path = dirname(path);
  }
  return root;
}
