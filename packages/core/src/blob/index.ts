export { checkBlobKey, checkKeyPrefix, isKeySegment } from './blob-key.ts';
export type { BlobCapabilities, BlobHead, BlobPage, BlobRange, BlobSource, BlobStorage } from './blob-storage.ts';
export { readBlob } from './read-blob.ts';
export { verifyStorageIdentity } from './storage-identity.ts';
