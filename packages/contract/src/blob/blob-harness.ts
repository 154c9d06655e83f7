import type { BlobStorage } from '@spillway/core/blob';

/** What a law of blob storage is checked on. Laws may share one storage: each uses keys below a prefix of its own. */
export interface BlobHarness extends Partial<AsyncDisposable> {
  /** The storage under test. */
  readonly blobs: BlobStorage;
  /** The beginning of a key, ending in a slash, that nobody used before in this storage. */
  freshPrefix(): string;
}
