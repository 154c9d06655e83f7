import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder, treeOf } from '../../../test/fresh-folder.ts';
import { readBlob } from '../index.ts';
import type { BlobFolder } from './blob-folder.ts';
import { FolderSync } from './folder-sync.ts';
import { createFilesystemBlobs } from './index.ts';
import { removeBlobs } from './remove-blobs.ts';

const bytes = Buffer.from('bytes');

describe('remove', () => {
  test('the blobs go, those without one are skipped, and a replay changes nothing', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    const keys = Array.from({ length: 100 }, (_, index) => `segments/b1/${index}`);
    for (const key of [...keys, 'segments/b2/kept']) await blobs.put(key, bytes);
    for (const _replay of [1, 2]) {
      await blobs.remove([...keys, 'absent', 'absent/below', 'segments', 'segments/b2/kept/below']);
      expect(await treeOf(root)).toEqual(['.tmp/', 'segments/', 'segments/b2/', 'segments/b2/kept']);
    }
  });

  test('folders that become empty go, up to the root', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    await blobs.put('a/b/c/d', bytes);
    await blobs.put('a/e', bytes);
    await blobs.remove(['a/b/c/d']);
    expect(await treeOf(root)).toEqual(['.tmp/', 'a/', 'a/e']);
    await blobs.remove(['a/e']);
    expect(await treeOf(root)).toEqual(['.tmp/']);
  });

  test('a folder from which many folders go is synced once, when they are gone', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    const keys = Array.from({ length: 40 }, (_, index) => `files/${index}/a`);
    for (const key of [...keys, 'files/kept/a', 'files/kept/b']) await blobs.put(key, bytes);
    const synced: string[] = [];
    const names = new FolderSync(root, async (folder) => void synced.push(`${folder} ${await treeOf(folder)}`));
    await removeBlobs({ root, fsync: true, names } as BlobFolder, [...keys, 'files/kept/a']);
    const files = join(root, 'files');
    expect(synced).toEqual([`${files} kept/,kept/b`, `${join(files, 'kept')} b`]);
  });

  test('a removal that died among its folders is finished by a replay', async () => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    await mkdir(join(root, 'a'));
    await blobs.remove(['a/b/c']);
    expect(await treeOf(root)).toEqual(['.tmp/']);
  });

  test('puts into folders that removals empty at the same time all succeed, from two storages on one root', async () => {
    const root = await freshFolder();
    const storages = [await createFilesystemBlobs({ root }), await createFilesystemBlobs({ root })] as const;
    const churn = async (blobs: (typeof storages)[number], name: string): Promise<void> => {
      for (let round = 0; round < 150; round += 1) {
        const key = `deep/er/${name}`;
        await blobs.put(key, bytes);
        expect((await readBlob(blobs, key)).equals(bytes)).toBe(true);
        await blobs.remove([key]);
        expect(await blobs.head(key)).toBeUndefined();
      }
    };
    await Promise.all(storages.flatMap((blobs, index) => [churn(blobs, `${index}a`), churn(blobs, `${index}b`)]));
    expect(await treeOf(root)).toEqual(['.tmp/']);
  });
});
