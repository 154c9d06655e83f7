import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../../test/fresh-folder.ts';
import { createFilesystemBlobs } from './index.ts';

describe('leftovers of puts', () => {
  /** The names that a start keeps of the temporary folder. */
  async function keptOf(
    names: readonly string[],
    age: { readonly ms: number } = { ms: 0 },
  ): Promise<readonly string[]> {
    const root = await freshFolder();
    await createFilesystemBlobs({ root });
    const at = new Date(Date.now() - age.ms);
    for (const name of names) {
      await writeFile(join(root, '.tmp', name), 'left');
      await utimes(join(root, '.tmp', name), at, at);
    }
    await createFilesystemBlobs({ root });
    return readdir(join(root, '.tmp'));
  }

  test('those younger than an hour of living or unknown processes stay', async () => {
    const names = [`${'0'.repeat(12)}-999999999-x`, 'foreign', await nameOfLivingPut()];
    expect(new Set(await keptOf(names, { ms: 3_500_000 }))).toEqual(new Set(names));
  });

  test('those older than an hour go', async () => {
    const names = [`${'0'.repeat(12)}-999999999-x`, 'foreign', await nameOfLivingPut()];
    expect(await keptOf(names, { ms: 3_700_000 })).toEqual([]);
  });

  test('those of a dead process of this machine go at once', async () => {
    const living = await nameOfLivingPut();
    // No system gives out a pid this high.
    const dead = living.replace(`-${process.pid}-`, '-999999999-');
    expect(await keptOf([dead, living])).toEqual([living]);
  });

  async function nameOfLivingPut(): Promise<string> {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    let name: string | undefined;
    async function* watching(): AsyncGenerator<Uint8Array> {
      [name] = await readdir(join(root, '.tmp'));
      yield Buffer.from('x');
    }
    await blobs.put('a', watching());
    expect(name).toContain(`-${process.pid}-`);
    return name as string;
  }
});
