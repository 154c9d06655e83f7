import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobHead, BlobPage, ListedBlob } from '../blob-storage.ts';
import { diskCode } from './disk-error.ts';
import { keysOf } from './list-keys.ts';

const statsAtOnce = 32;

/** Size of the blob at the path, or undefined when there is none. */
export async function headBlob(path: string): Promise<BlobHead | undefined> {
  const found = await statBlob(path);
  return found && { bytes: found.size };
}

async function statBlob(path: string): Promise<Stats | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found : undefined;
  } catch (error) {
    const code = diskCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** A page of blobs with their sizes. One that is removed while the page is made is not on it. */
export async function listBlobs(
  root: string,
  query: { readonly prefix: string; readonly after?: string; readonly limit: number },
): Promise<BlobPage> {
  const blobs: ListedBlob[] = [];
  for await (const keys of groupsOf(keysOf(root, query), Math.min(statsAtOnce, query.limit + 1))) {
    blobs.push(...(await statEach(root, keys)));
    if (blobs.length > query.limit) return { blobs: blobs.slice(0, query.limit), hasMore: true };
  }
  return { blobs, hasMore: false };
}

async function* groupsOf(keys: AsyncIterable<string>, size: number): AsyncGenerator<readonly string[]> {
  let group: string[] = [];
  for await (const key of keys) {
    if (group.push(key) < size) continue;
    yield group;
    group = [];
  }
  yield group;
}

async function statEach(root: string, keys: readonly string[]): Promise<readonly ListedBlob[]> {
  const stats = await Promise.all(keys.map((key) => statBlob(join(root, key))));
  return keys.flatMap((key, index) => {
    const found = stats[index];
    return found ? [{ key, bytes: found.size, putAt: Math.floor(found.mtimeMs) }] : [];
  });
}
