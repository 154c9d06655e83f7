/**
 * Bytes by key: the seam that a blob storage implements. `@spillway/core/filesystem` and `createMemoryBlobs` are the ones at
 * hand; `@spillway/contract` has the laws that a further one passes.
 *
 * @module
 */

export type { SelfDescription } from '../self-description.ts';
export { checkBlobKey, checkKeyPrefix, isKeySegment } from './blob-key.ts';
export type {
  BlobCapabilities,
  BlobHead,
  BlobPage,
  BlobRange,
  BlobSource,
  BlobStorage,
  LeftoverOptions,
  ListedBlob,
} from './blob-storage.ts';
export { joinBlobs } from './join-blobs.ts';
export { readBlob } from './read-blob.ts';
export type { SignedDownloadOptions, SignedRequest, SignedUploadOptions } from './signed-request.ts';
export { verifyStorageIdentity } from './storage-identity.ts';
