import { defineBlobStorageContract } from '@spillway/contract';
import { createMemoryBlobs } from '@spillway/core/memory';
import { test } from 'vitest';

const blobs = createMemoryBlobs();
let prefixes = 0;

defineBlobStorageContract({
  test,
  createHarness: async () => ({ blobs, freshPrefix: () => `law-${++prefixes}/` }),
  keepsInMemory: true,
});
