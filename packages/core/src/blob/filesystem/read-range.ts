import { type FileHandle, open } from 'node:fs/promises';
import { SpillwayError } from '../../errors/index.ts';
import type { BlobRange } from '../blob-storage.ts';
import { diskCode, onDisk } from './disk-error.ts';

/**
 * Chunks double up to the second number. A slow reader's surroundings take three chunks at once and then one after
 * another: 200 downloads at 10 kB/s held 0.8 MB each when the first chunk was as large as the others, and 0.4 so. Small
 * chunks throughout cost the planning of a file a tenth of its speed.
 */
const firstChunkBytes = 64 * 1024;
const chunkBytes = 256 * 1024;

/** The bytes of a range of the file, in chunks of their own memory, so that readers may keep them. */
export async function* readRange(path: string, key: string, range: BlobRange = {}): AsyncGenerator<Uint8Array> {
  const { offset = 0, length, signal } = range;
  checkPosition('offset', offset);
  if (length !== undefined) checkPosition('length', length);
  signal?.throwIfAborted();
  const handle = await openBlob(path, key);
  try {
    const end = await endOfRange(handle, key, offset, length);
    let wantedBytes = firstChunkBytes;
    for (let position = offset; position < end; ) {
      signal?.throwIfAborted();
      const chunk = await readChunk(handle, position, Math.min(wantedBytes, end - position));
      position += chunk.byteLength;
      wantedBytes = Math.min(wantedBytes * 2, chunkBytes);
      yield chunk;
    }
  } finally {
    await handle.close();
  }
}

function checkPosition(param: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new SpillwayError(`The ${param} of a range is ${value}, not a number of bytes.`, {
    code: 'invalid_argument',
    param,
  });
}

async function openBlob(path: string, key: string): Promise<FileHandle> {
  try {
    return await onDisk(open(path, 'r'));
  } catch (error) {
    const code = SpillwayError.is(error) ? diskCode(error.cause) : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw notFound(key, error);
    throw error;
  }
}

async function endOfRange(handle: FileHandle, key: string, offset: number, length = Infinity): Promise<number> {
  const found = await onDisk(handle.stat());
  if (!found.isFile()) throw notFound(key);
  if (offset <= found.size) return Math.min(found.size, offset + length);
  throw new SpillwayError(`The range begins at ${offset}, beyond the ${found.size} bytes of the blob "${key}".`, {
    code: 'invalid_argument',
    param: 'offset',
  });
}

async function readChunk(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const chunk = Buffer.allocUnsafeSlow(length);
  const { bytesRead } = await onDisk(handle.read(chunk, 0, length, position));
  if (bytesRead > 0) return chunk.subarray(0, bytesRead);
  throw new SpillwayError('A blob became shorter while it was read.', {
    code: 'unavailable',
    hint: 'Something else changes files in the blob folder: keep it to Spillway alone.',
  });
}

function notFound(key: string, cause?: unknown): SpillwayError {
  return new SpillwayError(`There is no blob "${key}".`, { code: 'not_found', param: 'key', cause });
}
