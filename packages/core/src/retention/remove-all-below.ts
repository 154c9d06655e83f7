import type { BlobStorage } from '../blob/index.ts';

const BLOBS_AT_ONCE = 1_000;

/** Removes every blob whose key begins with the prefix. What is put meanwhile may stay. */
export async function removeAllBelow(
  prefix: string,
  { blobs, signal }: { readonly blobs: Pick<BlobStorage, 'list' | 'remove'>; readonly signal: AbortSignal },
): Promise<void> {
  for (let more = true; more; ) {
    signal.throwIfAborted();
    const page = await blobs.list({ prefix, limit: BLOBS_AT_ONCE });
    if (page.blobs.length > 0) await blobs.remove(page.blobs.map(({ key }) => key));
    more = page.hasMore;
  }
}
