import type { FileRecord } from '../store/index.ts';
import type { CoordinatorOptions } from './coordinator-options.ts';

const FILES_AT_ONCE = 100;

/**
 * Removes the bytes of files that expired or were removed, then their records: a crash between the two leaves no orphan.
 * Bytes that cannot be removed keep only their own record; the error is thrown when the rest is done.
 */
export async function sweepFiles({ store, blobs }: Pick<CoordinatorOptions, 'store' | 'blobs'>): Promise<void> {
  for (;;) {
    const files = await store.files.expired({ limit: FILES_AT_ONCE });
    const { gone, failure } = await removeBytes(blobs, files);
    if (gone.length > 0) await store.files.purge(gone.map((file) => file.id));
    if (failure !== undefined) throw failure;
    if (files.length < FILES_AT_ONCE) return;
  }
}

async function removeBytes(
  blobs: CoordinatorOptions['blobs'],
  files: readonly FileRecord[],
): Promise<{ readonly gone: readonly FileRecord[]; readonly failure?: unknown }> {
  try {
    await blobs.remove(files.map((file) => file.blob));
    return { gone: files };
  } catch {
    const gone: FileRecord[] = [];
    let failure: unknown;
    for (const file of files) {
      await blobs.remove([file.blob]).then(
        () => gone.push(file),
        (error) => {
          failure = error;
        },
      );
    }
    return { gone, ...(failure !== undefined && { failure }) };
  }
}
