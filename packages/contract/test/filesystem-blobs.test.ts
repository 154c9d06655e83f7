import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineBlobStorageContract } from '@spillway/contract';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { afterAll, test } from 'vitest';

const root = await mkdtemp(join(tmpdir(), 'spillway-blobs-'));
const blobs = await createFilesystemBlobs({ root });
let prefixes = 0;

afterAll(async () => {
  await blobs[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

defineBlobStorageContract({
  test,
  createHarness: async () => ({ blobs, freshPrefix: () => `law-${++prefixes}/` }),
});
