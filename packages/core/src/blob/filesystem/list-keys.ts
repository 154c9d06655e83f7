import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { isKeySegment } from '../blob-key.ts';
import { diskCode } from './disk-error.ts';

interface KeyRange {
  readonly prefix: string;
  readonly after: string;
}

interface NamePage {
  readonly names: readonly string[];
  readonly hasMore: boolean;
}

// Names kept of one folder at a time, whatever it holds; a larger folder is scanned once for each.
const pageNames = 1024;

/** The keys of the range, ascending. Memory is bounded by the depth, not by the number of blobs. */
export function keysOf(
  root: string,
  { prefix, after = '' }: { readonly prefix: string; readonly after?: string },
): AsyncGenerator<string> {
  return walk(root, prefix.slice(0, prefix.lastIndexOf('/') + 1), { prefix, after });
}

async function* walk(root: string, folder: string, range: KeyRange): AsyncGenerator<string> {
  let page: NamePage = { names: [], hasMore: true };
  while (page.hasMore) {
    page = await nextNames(root, folder, range, page.names.at(-1) ?? '');
    for (const name of page.names) {
      if (name.endsWith('/')) yield* walk(root, folder + name, range);
      else yield folder + name;
    }
  }
}

/** The smallest names beyond `last`. A folder's ends in a slash, so that names sort as the keys below them do. */
async function nextNames(root: string, folder: string, range: KeyRange, last: string): Promise<NamePage> {
  let names: string[] = [];
  let bound: string | undefined;
  for await (const dirent of direntsOf(join(root, folder))) {
    const name = keyPart(dirent);
    if (name === undefined || name <= last || !touches(folder + name, range)) continue;
    if (bound !== undefined && name > bound) continue;
    names.push(name);
    if (names.length < 2 * pageNames) continue;
    names = names.sort().slice(0, pageNames);
    bound = names.at(-1);
  }
  const hasMore = bound !== undefined || names.length > pageNames;
  return { names: names.sort().slice(0, pageNames), hasMore };
}

async function* direntsOf(path: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(path, { bufferSize: 512 });
  } catch (error) {
    const code = diskCode(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
  }
}

function keyPart(dirent: Dirent): string | undefined {
  if (!isKeySegment(dirent.name)) return undefined;
  if (dirent.isFile()) return dirent.name;
  return dirent.isDirectory() ? `${dirent.name}/` : undefined;
}

/** Whether the key, or for a folder any key below it, can be in the range. */
function touches(path: string, { prefix, after }: KeyRange): boolean {
  const below = path.endsWith('/');
  const begins = path.startsWith(prefix) || (below && prefix.startsWith(path));
  return begins && (path > after || (below && after.startsWith(path)));
}
