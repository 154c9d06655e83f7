/**
 * Store and blob storage in the memory of one process: for tests, for small runs, and to be read as the specification of the
 * others. Nothing survives the process.
 *
 * @module
 */
export { createMemoryBlobs, type MemoryBlobsOptions } from './memory-blobs.ts';
export { createMemoryStore, type MemoryStoreOptions } from './memory-store.ts';
