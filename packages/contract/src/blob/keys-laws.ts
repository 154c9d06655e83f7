import assert from 'node:assert/strict';
import type { BlobStorage } from '@spillway/core/blob';
import { systemClock } from '@spillway/core/clock';
import { type Law, lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import type { BlobHarness } from './blob-harness.ts';
import { bytesOf } from './sources.ts';

/** The storage's clock is another one, and may count in whole seconds. */
const clockToleranceMs = 5_000;
const stepOfStoragesMs = 1_100;

async function putAll(blobs: BlobStorage, keys: readonly string[]): Promise<void> {
  for (const [index, key] of keys.entries()) await blobs.put(key, bytesOf(index));
}

async function keysBelow(blobs: BlobStorage, prefix: string, limit = 1_000): Promise<readonly string[]> {
  return readPages(async (position) => {
    const page = await blobs.list({ prefix, limit, ...position });
    assert.ok(page.blobs.length <= limit);
    return { keys: page.blobs.map(({ key }) => key), hasMore: page.hasMore };
  });
}

export const listLaws: readonly Law<BlobHarness>[] = lawsOf('list', {
  'keys come in the order of their bytes, with their sizes': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    // In the order of bytes '-' < '.' < '/' < '0' < '=' < 'A' < '_' < 'a': a walk by folders would mix these up.
    const names = ['a-b', 'a.b', 'a/b', 'a/b-c/d', 'a/b.c', 'a0', 'a=', 'aB/c', 'a_/x', 'aa', 'b/a/z', 'b/b'];
    const keys = names.map((name) => prefix + name);
    await putAll(blobs, keys.toReversed());
    const { blobs: listed, hasMore } = await blobs.list({ prefix, limit: 100 });
    assert.deepEqual(
      listed.map(({ key, bytes }) => ({ key, bytes })),
      keys.map((key, index) => ({ key, bytes: keys.length - 1 - index })),
    );
    assert.equal(hasMore, false);
    for (const limit of [1, 2, 5]) assert.deepEqual(await keysBelow(blobs, prefix, limit), keys);
  },

  'a prefix is the beginning of a key, not a folder': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    await putAll(blobs, [`${prefix}seg`, `${prefix}segments/a`, `${prefix}segments/b/c`, `${prefix}sea`]);
    assert.deepEqual(await keysBelow(blobs, `${prefix}segm`), [`${prefix}segments/a`, `${prefix}segments/b/c`]);
    assert.deepEqual(await keysBelow(blobs, `${prefix}segments/`), [`${prefix}segments/a`, `${prefix}segments/b/c`]);
    assert.deepEqual(await keysBelow(blobs, `${prefix}seg`), [
      `${prefix}seg`,
      `${prefix}segments/a`,
      `${prefix}segments/b/c`,
    ]);
    assert.deepEqual(await keysBelow(blobs, `${prefix}segments/b/c`), [`${prefix}segments/b/c`]);
    assert.deepEqual(await keysBelow(blobs, `${prefix}nothing`), []);
  },

  'a page begins after a key, whether it is there or not': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    await putAll(blobs, [`${prefix}a`, `${prefix}b/1`, `${prefix}b/2`, `${prefix}c`]);
    const after = async (name: string) => {
      const page = await blobs.list({ prefix, after: prefix + name, limit: 2 });
      return [page.blobs.map(({ key }) => key.slice(prefix.length)), page.hasMore];
    };
    assert.deepEqual(await after('a'), [['b/1', 'b/2'], true]);
    assert.deepEqual(await after('b'), [['b/1', 'b/2'], true]);
    assert.deepEqual(await after('b/1'), [['b/2', 'c'], false]);
    assert.deepEqual(await after('b/15'), [['b/2', 'c'], false]);
    assert.deepEqual(await after('c'), [[], false]);
  },

  'a listing says when a blob was put, not when its key was first': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    const putAts: number[] = [];
    for (let round = 0; round < 2; round++) {
      if (round > 0) await systemClock.sleep(stepOfStoragesMs);
      const from = systemClock.now();
      await blobs.put(`${prefix}one`, bytesOf(10));
      const [found] = (await blobs.list({ prefix, limit: 1 })).blobs;
      assert.ok(found && Number.isSafeInteger(found.putAt));
      assert.ok(found.putAt > from - clockToleranceMs && found.putAt < systemClock.now() + clockToleranceMs);
      putAts.push(found.putAt);
    }
    assert.ok((putAts[1] as number) > (putAts[0] as number), 'the second put has the time of the first');
  },

  'many keys are listed page by page, each once': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    const keys = Array.from({ length: 250 }, (_, index) => `${prefix}${index % 7}/${index}`);
    await Promise.all(keys.map((key) => blobs.put(key, new Uint8Array(1))));
    assert.deepEqual(await keysBelow(blobs, prefix, 33), keys.toSorted());
  },
});

export const removeLaws: readonly Law<BlobHarness>[] = lawsOf('remove', {
  'removes the blobs and skips keys without one; a replay changes nothing': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    const keys = [`${prefix}a`, `${prefix}b/c`, `${prefix}b/d`];
    await putAll(blobs, keys);
    for (let round = 0; round < 2; round++) {
      await blobs.remove([`${prefix}a`, `${prefix}never`, `${prefix}b/c`, `${prefix}b`, `${prefix}a/x`]);
      assert.deepEqual(await keysBelow(blobs, prefix), [`${prefix}b/d`]);
      assert.equal(await blobs.head(`${prefix}a`), undefined);
    }
    await blobs.remove([]);
    await blobs.remove(keys);
    assert.deepEqual(await keysBelow(blobs, prefix), []);
  },

  'a removed key can be put again': async ({ blobs, freshPrefix }) => {
    const key = `${freshPrefix()}deep/er/one`;
    for (let round = 1; round < 4; round++) {
      await blobs.put(key, bytesOf(round));
      assert.deepEqual(await blobs.head(key), { bytes: round });
      await blobs.remove([key]);
      assert.equal(await blobs.head(key), undefined);
    }
  },

  'removing racing with puts beside it loses none of them': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    for (let round = 0; round < 20; round++) {
      await blobs.put(`${prefix}x/old`, bytesOf(1));
      await Promise.all([blobs.remove([`${prefix}x/old`]), blobs.put(`${prefix}x/new${round}`, bytesOf(2))]);
      assert.deepEqual(await keysBelow(blobs, prefix), [`${prefix}x/new${round}`]);
      await blobs.remove([`${prefix}x/new${round}`]);
    }
  },
});

export const pingLaws: readonly Law<BlobHarness>[] = lawsOf('readiness', {
  'ping resolves while bytes can be put and read': async ({ blobs }) => {
    await blobs.ping();
  },

  'what it can still take is a number of bytes, where it says so': async ({ blobs }) => {
    const free = await blobs.freeBytes?.();
    assert.ok(free === undefined || (Number.isSafeInteger(free) && free >= 0));
  },

  'capabilities are declared': async ({ blobs }) => {
    assert.equal(typeof blobs.capabilities.signedUrls, 'boolean');
  },
});
