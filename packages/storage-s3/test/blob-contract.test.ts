import { defineBlobStorageContract } from '@spillway/contract';
import { createS3Blobs, type S3Blobs } from '@spillway/storage-s3';
import { afterAll, describe, test } from 'vitest';
import { freshBucket } from './fresh-bucket.ts';
import { removeLarge } from './s3-harness.ts';
import { s3Servers, useServer } from './s3-servers.ts';

describe.each(s3Servers)('on %s', (name) => {
  const server = useServer(name);
  let blobs: S3Blobs | undefined;
  let prefixes = 0;

  afterAll(async () => {
    if (blobs) await removeLarge(blobs);
    await blobs?.[Symbol.asyncDispose]();
  });

  defineBlobStorageContract({
    test,
    createHarness: async () => {
      blobs ??= createS3Blobs({ ...(await freshBucket(server())), prefix: 'spill/way' });
      return { blobs, freshPrefix: () => `law-${++prefixes}/` };
    },
  });
});
