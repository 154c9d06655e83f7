export { createMemoryBlobs } from './memory-blobs.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts';
