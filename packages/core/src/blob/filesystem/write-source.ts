import type { FileHandle } from 'node:fs/promises';
import { SpillwayError } from '../../errors/index.ts';
import { orAborted } from '../../or-aborted.ts';
import type { BlobSource } from '../blob-storage.ts';
import { onDisk } from './disk-error.ts';

// Sources may yield line by line; a call to the disk costs about 50 µs whatever it carries, so small chunks go together.
const gatherBytes = 256 * 1024;
const gatherChunks = 512;
// Between two of these an abort is seen.
const sliceBytes = 32 * 1024 * 1024;

/** Writes the whole source at the end of the file and answers its bytes. Errors of the source pass unchanged. */
export function writeSource(handle: FileHandle, source: BlobSource, signal?: AbortSignal): Promise<number> {
  return source instanceof Uint8Array ? writeBytes(handle, source, signal) : writeChunks(handle, source, signal);
}

async function writeBytes(handle: FileHandle, bytes: Uint8Array, signal?: AbortSignal): Promise<number> {
  let written = 0;
  while (written < bytes.byteLength) {
    signal?.throwIfAborted();
    const length = Math.min(sliceBytes, bytes.byteLength - written);
    // A nearly full disk takes a part and says so only to the next write.
    written += (await onDisk(handle.write(bytes, written, length))).bytesWritten;
  }
  return written;
}

async function writeChunks(
  handle: FileHandle,
  source: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  for await (const chunks of gathered(stoppable(source, signal))) total += await writeAll(handle, chunks);
  return total;
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<number> {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const { bytesWritten } = await onDisk(handle.writev(chunks));
  if (bytesWritten < bytes) await writeBytes(handle, Buffer.concat(chunks).subarray(bytesWritten));
  return bytes;
}

async function* gathered(source: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Uint8Array[]> {
  let chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) throw notBytes();
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes < gatherBytes && chunks.length < gatherChunks) continue;
    yield chunks;
    chunks = [];
    bytes = 0;
  }
  if (bytes > 0) yield chunks;
}

function notBytes(): SpillwayError {
  return new SpillwayError('The source of a blob yielded something that is not bytes.', {
    code: 'invalid_argument',
    param: 'source',
  });
}

/** The source, ended by the signal even while it waits for its next chunk. */
async function* stoppable(source: AsyncIterable<Uint8Array>, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const chunks = source[Symbol.asyncIterator]();
  let ended = false;
  try {
    for (;;) {
      const step = await orAborted(chunks.next(), signal);
      if (step.done) break;
      yield step.value;
    }
    ended = true;
  } finally {
    // Not awaited: a source that hangs in its next chunk would hang here too.
    if (!ended) void Promise.resolve(chunks.return?.()).catch(() => {});
  }
}
