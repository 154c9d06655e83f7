import type { ListedBlob } from '../blob/index.ts';
import type { FileRegistry } from '../store/index.ts';
import { fileBlobs, fileOfBlob } from './file-blob.ts';
import type { OrphanKind } from './orphans.ts';
import { fileOfProduced, producedBlobs } from './produced-blob.ts';

type Files = Pick<FileRegistry, 'known'>;

/** Bytes of uploads that were never recorded, or under another key. Keys of another form are left alone. */
export function uploadedOrphans(files: Files): OrphanKind {
  return unnamedBy(files, { prefix: fileBlobs, fileOf: fileOfBlob });
}

/** Files of finishes that died, of batches that may be asked for their results for a long time yet. */
export function producedOrphans(files: Files): OrphanKind {
  return unnamedBy(files, { prefix: producedBlobs, fileOf: fileOfProduced });
}

function unnamedBy(
  files: Files,
  { prefix, fileOf }: { readonly prefix: string; readonly fileOf: (key: string) => string | undefined },
): OrphanKind {
  return {
    prefix,
    async judge(blobs: readonly ListedBlob[]) {
      const owned = blobs.flatMap(({ key }) => {
        const file = fileOf(key);
        return file === undefined ? [] : [{ key, file }];
      });
      if (owned.length === 0) return { orphans: [] };
      const known = await files.known([...new Set(owned.map(({ file }) => file))]);
      const named = new Set(known.map(({ blob }) => blob));
      return { orphans: owned.map(({ key }) => key).filter((key) => !named.has(key)) };
    },
  };
}
