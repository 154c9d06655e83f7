import type { BlobRange, BlobStorage } from './blob-storage.ts';

/** Reads a range as one buffer. For ranges whose size is known to be bounded. */
export async function readBlob(blobs: BlobStorage, key: string, range?: BlobRange): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Chunks are copied as they come, not kept for the end, so that a large range is not in memory twice.
  let whole: Buffer | undefined;
  for await (const chunk of blobs.read(key, range)) {
    if (range?.length !== undefined && chunk.length < range.length) whole ??= Buffer.allocUnsafeSlow(range.length);
    if (whole) whole.set(chunk, bytes);
    else chunks.push(chunk);
    bytes += chunk.length;
  }
  if (whole) return whole.subarray(0, bytes);
  // Callers keep views into the result; a lone chunk is theirs already.
  const [only] = chunks;
  if (chunks.length === 1 && only) return Buffer.from(only.buffer, only.byteOffset, only.byteLength);
  return Buffer.concat(chunks);
}
