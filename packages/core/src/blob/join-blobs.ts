import type { BlobHead, BlobStorage } from './blob-storage.ts';

/**
 * Puts under the key the bytes of the sources, one after another, all or nothing; the sources stay. A source may be named
 * twice, and the key may be one of them. Rejects with `not_found` when one is missing. Storages that can do it by
 * themselves do; through the others the bytes are streamed, with flat memory.
 */
export async function joinBlobs(
  blobs: BlobStorage,
  key: string,
  sources: readonly string[],
  options: { readonly signal?: AbortSignal } = {},
): Promise<BlobHead> {
  if (blobs.join) return blobs.join(key, sources, options);
  return blobs.put(key, readEach(blobs, sources, options), options);
}

async function* readEach(
  blobs: BlobStorage,
  sources: readonly string[],
  range: { readonly signal?: AbortSignal },
): AsyncGenerator<Uint8Array> {
  for (const source of sources) yield* blobs.read(source, range);
}
