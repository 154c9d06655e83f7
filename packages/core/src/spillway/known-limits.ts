import type { BlobStorage } from '../blob/index.ts';
import type { Store } from '../store/index.ts';
import { mostPartBytes } from '../uploads/add-part.ts';
import type { Limits } from './limits.ts';

/** What this process accepts, and how files may come. */
export interface KnownLimits extends Limits {
  /** Bytes of one part of an upload; null where files come in one piece only. */
  readonly uploadPartBytes: number | null;
  /** Whether a client may put a file into the blob storage directly. */
  readonly directUploads: boolean;
}

export function knownLimits({
  limits,
  store,
  blobs,
}: {
  readonly limits: Limits;
  readonly store: Store;
  readonly blobs: BlobStorage;
}): KnownLimits {
  const inParts = store.uploads !== undefined;
  const uploadPartBytes = inParts ? mostPartBytes : null;
  return Object.freeze({ ...limits, uploadPartBytes, directUploads: inParts && blobs.capabilities.signedUrls });
}
