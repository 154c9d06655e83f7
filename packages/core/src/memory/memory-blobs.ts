import { Buffer } from 'node:buffer';
import { checkBlobKey } from '../blob/blob-key.ts';
import type { BlobRange, BlobStorage } from '../blob/blob-storage.ts';
import { type Clock, systemClock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { orAborted } from '../or-aborted.ts';

const chunkBytes = 64 * 1024;

/** What `createMemoryBlobs` takes. */
export interface MemoryBlobsOptions {
  /** Tells when a blob was put; the machine's by default. */
  readonly clock?: Clock;
}

interface KeptBlob {
  readonly bytes: Uint8Array;
  readonly putAt: number;
}

/** Blobs in the memory of this process, gone with it. For tests, simulations and small runs. */
export function createMemoryBlobs({ clock = systemClock }: MemoryBlobsOptions = {}): BlobStorage {
  const blobs = new Map<string, KeptBlob>();
  return {
    capabilities: { signedUrls: false },
    async put(key, source, { signal } = {}) {
      checkBlobKey(key);
      const bytes = source instanceof Uint8Array ? source.slice() : await gather(source, signal);
      signal?.throwIfAborted();
      blobs.set(key, { bytes, putAt: clock.now() });
      return { bytes: bytes.length };
    },
    read: (key, range) => readChunks(blobs, key, range),
    async head(key) {
      checkBlobKey(key);
      const blob = blobs.get(key);
      return blob && { bytes: blob.bytes.length };
    },
    async list({ prefix, after = '', limit }) {
      const found = [...blobs].filter(([key]) => key.startsWith(prefix) && key > after).sort(byKey);
      const page = found.slice(0, limit).map(([key, { bytes, putAt }]) => ({ key, bytes: bytes.length, putAt }));
      return { blobs: page, hasMore: found.length > limit };
    },
    async remove(keys) {
      for (const key of keys) blobs.delete(key);
    },
    describe: async () => ({ kind: 'memory', detail: 'of this process' }),
    async ping() {},
    async [Symbol.asyncDispose]() {},
  };
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

async function gather(source: AsyncIterable<Uint8Array>, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const chunks = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const step = await orAborted(chunks.next(), signal);
      if (step.done) return Buffer.concat(parts);
      parts.push(step.value.slice());
    }
  } catch (error) {
    // Not awaited: a source that hangs in its next chunk would hang here too.
    void Promise.resolve(chunks.return?.()).catch(() => {});
    throw error;
  }
}

async function* readChunks(
  blobs: ReadonlyMap<string, KeptBlob>,
  key: string,
  { offset = 0, length = Number.POSITIVE_INFINITY, signal }: BlobRange = {},
): AsyncGenerator<Uint8Array> {
  checkBlobKey(key);
  const blob = blobs.get(key)?.bytes;
  if (!blob) throw new SpillwayError(`There is no blob '${key}'.`, { code: 'not_found' });
  if (offset > blob.length) {
    throw new SpillwayError(`Blob '${key}' ends before byte ${offset}.`, { code: 'invalid_argument', param: 'offset' });
  }
  const end = Math.min(blob.length, offset + length);
  for (let at = offset; at < end; at += chunkBytes) {
    signal?.throwIfAborted();
    yield blob.slice(at, Math.min(end, at + chunkBytes));
  }
}
