import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../test/fresh-folder.ts';
import { systemRandomness } from '../randomness.ts';
import type { StorageIdentity } from '../store/storage-identity.ts';
import type { BlobStorage } from './blob-storage.ts';
import { createFilesystemBlobs } from './filesystem/index.ts';
import { readBlob } from './read-blob.ts';
import { verifyStorageIdentity } from './storage-identity.ts';

const randomness = systemRandomness;

function freshStore(): { readonly identity: StorageIdentity } {
  let recorded: string | undefined;
  return {
    identity: {
      async claim(candidate) {
        recorded ??= candidate;
        return recorded;
      },
    },
  };
}

async function freshBlobs(): Promise<BlobStorage> {
  return createFilesystemBlobs({ root: await freshFolder() });
}

async function idOf(blobs: BlobStorage): Promise<string> {
  return (await readBlob(blobs, 'storage-id')).toString().trim();
}

describe('storage identity', () => {
  test('a new store and a new blob storage get one id, and are accepted ever after', async () => {
    const [store, blobs] = [freshStore(), await freshBlobs()];
    await verifyStorageIdentity({ store, blobs, randomness });
    const id = await idOf(blobs);
    expect(await store.identity.claim('another')).toBe(id);
    await verifyStorageIdentity({ store, blobs, randomness });
    expect(await idOf(blobs)).toBe(id);
  });

  test('processes that start at once agree on one id', async () => {
    const [store, blobs] = [freshStore(), await freshBlobs()];
    await Promise.all(Array.from({ length: 8 }, () => verifyStorageIdentity({ store, blobs, randomness })));
    expect(await store.identity.claim('another')).toBe(await idOf(blobs));
  });

  test('a start that died between the record and the blob is finished by the next', async () => {
    const [store, blobs] = [freshStore(), await freshBlobs()];
    await store.identity.claim('recorded');
    await verifyStorageIdentity({ store, blobs, randomness });
    expect(await idOf(blobs)).toBe('recorded');
  });

  test('a new store takes the id of a blob storage that has one', async () => {
    const [store, blobs] = [freshStore(), await freshBlobs()];
    await blobs.put('storage-id', Buffer.from('carried\n'));
    await verifyStorageIdentity({ store, blobs, randomness });
    expect(await store.identity.claim('another')).toBe('carried');
  });

  test('a store and a blob storage of two installations are refused with a hint, and neither is changed', async () => {
    const [store, blobs] = [freshStore(), await freshBlobs()];
    await verifyStorageIdentity({ store, blobs: await freshBlobs(), randomness });
    await verifyStorageIdentity({ store: freshStore(), blobs, randomness });
    const [recorded, found] = [await store.identity.claim('another'), await idOf(blobs)];
    await expect(verifyStorageIdentity({ store, blobs, randomness })).rejects.toEqual(
      expect.objectContaining({ code: 'storage_mismatch', hint: expect.stringContaining('same installation') }),
    );
    expect([await store.identity.claim('another'), await idOf(blobs)]).toEqual([recorded, found]);
  });

  test('a blob storage that fails is not taken for a new one', async () => {
    const [store, blobs] = [freshStore(), await freshBlobs()];
    await blobs[Symbol.asyncDispose]();
    const closed = expect.objectContaining({ code: 'closed' });
    await expect(verifyStorageIdentity({ store, blobs, randomness })).rejects.toEqual(closed);
    expect(await store.identity.claim('first')).toBe('first');
  });
});
