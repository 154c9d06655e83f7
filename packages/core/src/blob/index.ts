export type { BlobCapabilities, BlobHead, BlobPage, BlobRange, BlobSource, BlobStorage } from './blob-storage.ts';
export { readBlob } from './read-blob.ts';
