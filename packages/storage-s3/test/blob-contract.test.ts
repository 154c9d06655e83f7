import { defineBlobStorageContract } from '@spillway/contract';
import { createS3Blobs, type S3Blobs } from '@spillway/storage-s3';
import { afterAll, beforeAll, test } from 'vitest';
import { freshBucket } from './fresh-bucket.ts';
import { describeOnS3 } from './s3-servers.ts';

describeOnS3((server) => {
  let blobs: S3Blobs;
  let prefixes = 0;

  beforeAll(async () => {
    blobs = createS3Blobs({ ...(await freshBucket(server())), prefix: 'spill/way' });
  });

  afterAll(() => blobs?.[Symbol.asyncDispose]());

  defineBlobStorageContract({
    test,
    createHarness: async () => ({ blobs, freshPrefix: () => `law-${++prefixes}/` }),
  });
});
