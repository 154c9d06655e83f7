import { systemRandomness } from '@spillway/core';
import { type BlobStorage, readBlob, verifyStorageIdentity } from '@spillway/core/blob';
import type { Store } from '@spillway/core/store';
import { type Finding, failed } from './finding.ts';

/** Puts, reads and removes a blob, and checks that storage and store belong together. */
export async function checkStorage(blobs: BlobStorage, store: Store | undefined, where: string): Promise<Finding> {
  const key = `doctor/${systemRandomness.id()}`;
  const written = Buffer.from(key);
  try {
    await blobs.ping();
    await blobs.put(key, written);
    const read = await readBlob(blobs, key);
    await blobs.remove([key]);
    if (!written.equals(read)) throw new Error(`${where} gives back other bytes than were written.`);
    if (!store)
      return { check: 'storage', state: 'ok', text: `${where} keeps what is written; its database was not compared` };
    await verifyStorageIdentity({ store, blobs, randomness: systemRandomness });
    return { check: 'storage', state: 'ok', text: `${where} keeps what is written, and belongs to the database` };
  } catch (error) {
    return failed('storage', error);
  }
}
