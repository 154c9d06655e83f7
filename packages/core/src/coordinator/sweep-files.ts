import type { CoordinatorOptions } from './coordinator-options.ts';

const FILES_AT_ONCE = 100;

/** Removes the bytes of files that expired or were removed, then their records: a crash between the two leaves no orphan. */
export async function sweepFiles({ store, blobs }: Pick<CoordinatorOptions, 'store' | 'blobs'>): Promise<void> {
  for (;;) {
    const files = await store.files.expired({ limit: FILES_AT_ONCE });
    if (files.length === 0) return;
    await blobs.remove(files.map((file) => file.blob));
    await store.files.purge(files.map((file) => file.id));
  }
}
