import { createMemoryBlobs } from '@spillway/core/memory';
import { createS3Blobs, parseS3Url } from '@spillway/storage-s3';
import { expect, test } from 'vitest';
import { storageOrigins } from './storage-origins.ts';

const originsOf = async (url: string): Promise<readonly string[]> => {
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  await using blobs = createS3Blobs({ ...parseS3Url(url), credentials });
  return storageOrigins(blobs);
};

test('browsers put files where addresses are signed for', async () => {
  const at = 'endpoint=http://store:9000&region=eu';
  expect(await originsOf(`s3://files/run?${at}&path-style=true`)).toEqual(['http://store:9000']);
  expect(await originsOf(`s3://files?${at}&public-endpoint=https://s3.example.com&path-style=true`)).toEqual([
    'https://s3.example.com',
  ]);
  expect(await originsOf('s3://files?region=eu-west-1&path-style=false')).toEqual([
    'https://files.s3.eu-west-1.amazonaws.com',
  ]);
});

test('there is no such place on a storage that signs nothing', async () => {
  expect(await storageOrigins(createMemoryBlobs())).toEqual([]);
  expect(await originsOf('s3://files?endpoint=http://store:9000&region=eu&signed-urls=false')).toEqual([]);
});
