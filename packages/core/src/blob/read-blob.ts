import type { BlobRange, BlobStorage } from './blob-storage.ts';

/** Reads a range as one buffer. For ranges whose size is known to be bounded. */
export async function readBlob(blobs: BlobStorage, key: string, range?: BlobRange): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blobs.read(key, range)) chunks.push(chunk);
  // Callers keep views into the result; a lone chunk is theirs already.
  const [only] = chunks;
  if (chunks.length === 1 && only) return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(chunks);
}
