import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes when the test ends. */
export async function freshFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'spillway-blobs-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Every file and folder below the folder, ascending, folders with a slash at their end. */
export async function treeOf(folder: string): Promise<readonly string[]> {
  const dirents = await readdir(folder, { recursive: true, withFileTypes: true });
  return dirents
    .map(
      (dirent) => `${join(dirent.parentPath, dirent.name).slice(folder.length + 1)}${dirent.isDirectory() ? '/' : ''}`,
    )
    .sort();
}
