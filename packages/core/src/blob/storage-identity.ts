import { SpillwayError } from '../errors/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Store } from '../store/store.ts';
import type { BlobStorage } from './blob-storage.ts';
import { readBlob } from './read-blob.ts';

const key = 'storage-id';
const maxIdBytes = 256;

/**
 * Checks that the store and the blob storage belong together, and ties them when either is new. Throws
 * `storage_mismatch` when they carry different ids. Safe in several processes at once and to be repeated: the store's
 * atomic claim decides the id, and every process writes that one.
 */
export async function verifyStorageIdentity({
  store,
  blobs,
  randomness,
}: {
  readonly store: Pick<Store, 'identity'>;
  readonly blobs: BlobStorage;
  readonly randomness: Randomness;
}): Promise<void> {
  const found = await readId(blobs);
  const recorded = await store.identity.claim(found ?? randomness.id());
  if (found === undefined) await blobs.put(key, Buffer.from(`${recorded}\n`));
  else if (found !== recorded) throw mismatch(found, recorded);
}

async function readId(blobs: BlobStorage): Promise<string | undefined> {
  try {
    return (await readBlob(blobs, key, { length: maxIdBytes })).toString('utf8').trim();
  } catch (error) {
    if (SpillwayError.is(error, 'not_found')) return undefined;
    throw error;
  }
}

function mismatch(found: string, recorded: string): SpillwayError {
  return new SpillwayError(`The blob storage has the id "${found}", but the store belongs to "${recorded}".`, {
    code: 'storage_mismatch',
    hint: 'Point the database and the blob storage at the same installation; after restoring one from a backup, restore the other too.',
  });
}
