import { writeFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshFolder } from '../../../test/fresh-folder.ts';
import type { BlobStorage } from '../index.ts';
import { createFilesystemBlobs } from './index.ts';

// Names around the slash in the order of characters, so that walking folders and sorting keys could differ.
const keys = [
  'a',
  'a-b',
  'a.b',
  'a0',
  'b/c',
  'b/c-d',
  'b/d/e',
  'b/d/f',
  'b/d-/g',
  'b-/a',
  'b0/a',
  'B/a',
  '_',
  'z/z/z/z',
];
const sorted = [...keys].sort();

async function withKeys(): Promise<{ readonly blobs: BlobStorage; readonly root: string }> {
  const root = await freshFolder();
  const blobs = await createFilesystemBlobs({ root, fsync: false });
  for (const key of keys) await blobs.put(key, Buffer.from(key));
  return { blobs, root };
}

async function listed(blobs: BlobStorage, prefix: string, after?: string): Promise<readonly string[]> {
  const page = await blobs.list({ prefix, limit: 1000, ...(after === undefined ? {} : { after }) });
  expect(page.hasMore).toBe(false);
  return page.blobs.map(({ key }) => key);
}

describe('list', () => {
  test('keys come in the order of their characters, with their sizes', async () => {
    const { blobs } = await withKeys();
    const { blobs: page } = await blobs.list({ prefix: '', limit: 1000 });
    expect(page).toEqual(sorted.map((key) => ({ key, bytes: key.length, putAt: expect.any(Number) })));
  });

  test('for every prefix and every key, the keys are those that begin with the one and follow the other', async () => {
    const { blobs } = await withKeys();
    const prefixes = new Set(
      keys.flatMap((key) => Array.from({ length: key.length + 1 }, (_, end) => key.slice(0, end))),
    );
    for (const prefix of [...prefixes, 'none', 'b/x/', 'b/c/']) {
      for (const after of [undefined, ...prefixes, 'b/d/e0', 'zz']) {
        const expected = sorted.filter((key) => key.startsWith(prefix) && (after === undefined || key > after));
        expect(await listed(blobs, prefix, after), `${prefix} after ${after}`).toEqual(expected);
      }
    }
  });

  test('pages of any size, each after the last key of the one before, hold every key once', async () => {
    const { blobs } = await withKeys();
    for (const limit of [1, 2, 3, 13, 14, 15]) {
      const found: string[] = [];
      for (let hasMore = true; hasMore; ) {
        const after = found.at(-1);
        const page = await blobs.list({ prefix: '', limit, ...(after === undefined ? {} : { after }) });
        expect(page.blobs.length).toBeLessThanOrEqual(limit);
        found.push(...page.blobs.map(({ key }) => key));
        hasMore = page.hasMore;
        expect(hasMore).toBe(found.length < sorted.length);
      }
      expect(found).toEqual(sorted);
    }
  });

  // 1024 names are kept: at twice as many, nothing comes after the first cut.
  test.each([2_048, 2_500])('a folder with %i names, more than are kept at once, is listed whole', async (count) => {
    const root = await freshFolder();
    const blobs = await createFilesystemBlobs({ root });
    await mkdir(join(root, 'many'));
    const many = Array.from({ length: count }, (_, index) => `many/${(index * 7919) % count}`);
    for (const key of many) writeFileSync(join(root, key), '');
    const page = await blobs.list({ prefix: 'many/', limit: count - 1 });
    expect(page.hasMore).toBe(true);
    expect(page.blobs.map(({ key }) => key)).toEqual(many.sort().slice(0, -1));
  });

  test('folders without a blob, links, foreign names and puts under way are not listed', async () => {
    const { blobs, root } = await withKeys();
    await mkdir(join(root, 'empty/below'), { recursive: true });
    await symlink('/etc', join(root, 'link'));
    for (const name of ['.hidden', 'lost+found', 'b/.DS_Store', '.tmp/left']) await writeFile(join(root, name), 'x');
    expect(await listed(blobs, '')).toEqual(sorted);
  });

  test('a prefix that leads elsewhere and a page of nothing are refused', async () => {
    const { blobs } = await withKeys();
    for (const prefix of ['../', '..', '/', '.', '.tmp/', 'a//', 'a/../']) {
      const refused = expect.objectContaining({ code: 'invalid_argument', param: 'prefix' });
      await expect(blobs.list({ prefix, limit: 1 }), prefix).rejects.toEqual(refused);
    }
    for (const limit of [0, -1, 0.5, Number.NaN]) {
      const refused = expect.objectContaining({ code: 'invalid_argument', param: 'limit' });
      await expect(blobs.list({ prefix: '', limit })).rejects.toEqual(refused);
    }
  });
});
