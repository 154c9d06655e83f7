import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Writes a file so that its path holds the whole of it or what was there before, also after a crash of the machine.
 * One writer a path at a time. Answers its size.
 */
export async function writeWhole(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  // One name a path: what a killed writer left is overwritten by the next.
  const partial = join(dirname(path), `.${basename(path)}.partial`);
  try {
    const bytes = await writeAndSync(partial, source);
    await rename(partial, path);
    await syncFolder(dirname(path));
    return bytes;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function writeAndSync(path: string, source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'w', 0o666);
  let bytes = 0;
  try {
    for await (const chunk of source) {
      await file.writeFile(chunk);
      bytes += chunk.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return bytes;
}

/** Makes the new name durable. Windows cannot open folders, and needs none of it. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
