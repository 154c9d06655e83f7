import assert from 'node:assert/strict';
import { readBlob } from '@spillway/core/blob';
import { systemClock } from '@spillway/core/clock';
import { type Law, lawsOf } from '../law.ts';
import { refuses } from '../refuses.ts';
import type { BlobHarness } from './blob-harness.ts';
import { bytesOf, failingAfter, inChunks, pausing } from './sources.ts';

const before = bytesOf(2_000, 1);
const after = bytesOf(70_001, 2);

/** A key that holds `before`, and one that holds nothing. */
async function twoKeys({ blobs, freshPrefix }: BlobHarness) {
  const prefix = freshPrefix();
  const [full, empty] = [`${prefix}full`, `${prefix}deep/er/empty`];
  await blobs.put(full, before);
  const assertUntouched = async (): Promise<void> => {
    assert.ok((await readBlob(blobs, full)).equals(before));
    assert.equal(await blobs.head(empty), undefined);
    await refuses(readBlob(blobs, empty), 'not_found');
    const page = await blobs.list({ prefix, limit: 10 });
    assert.deepEqual(
      page.blobs.map(({ key, bytes }) => ({ key, bytes })),
      [{ key: full, bytes: before.byteLength }],
    );
    assert.equal(page.hasMore, false);
  };
  return { full, empty, assertUntouched };
}

export const putLaws: readonly Law<BlobHarness>[] = lawsOf('put', {
  'what was put is read back, from bytes and from a stream': async ({ blobs, freshPrefix }) => {
    const key = `${freshPrefix()}one`;
    assert.deepEqual(await blobs.put(key, after), { bytes: after.byteLength });
    assert.ok((await readBlob(blobs, key)).equals(after));
    const streamed = `${freshPrefix()}two`;
    assert.deepEqual(await blobs.put(streamed, inChunks(after)), { bytes: after.byteLength });
    assert.ok((await readBlob(blobs, streamed)).equals(after));
  },

  'an empty blob is a blob': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    for (const [key, source] of [
      [`${prefix}bytes`, new Uint8Array()],
      [`${prefix}stream`, inChunks(new Uint8Array())],
    ] as const) {
      assert.deepEqual(await blobs.put(key, source), { bytes: 0 });
      assert.deepEqual(await blobs.head(key), { bytes: 0 });
      assert.equal((await readBlob(blobs, key)).byteLength, 0);
    }
    assert.equal((await blobs.list({ prefix, limit: 10 })).blobs.length, 2);
  },

  'an existing blob is replaced, by a longer and by a shorter one': async ({ blobs, freshPrefix }) => {
    const key = `${freshPrefix()}one`;
    for (const bytes of [before, after, before]) {
      await blobs.put(key, inChunks(bytes));
      assert.ok((await readBlob(blobs, key)).equals(bytes));
      assert.deepEqual(await blobs.head(key), { bytes: bytes.byteLength });
    }
  },

  'a failing source rejects with its error, and the key reads as before': async (harness) => {
    const { blobs } = harness;
    const { full, empty, assertUntouched } = await twoKeys(harness);
    const error = new Error('the source broke');
    for (const key of [full, empty]) {
      await assert.rejects(blobs.put(key, failingAfter(after, error)), error);
      await assert.rejects(blobs.put(key, failingAfter(new Uint8Array(), error)), error);
    }
    await assertUntouched();
  },

  'while a put is under way the key reads as before, and afterwards whole': async (harness) => {
    const { blobs } = harness;
    const { full, empty, assertUntouched } = await twoKeys(harness);
    const sources = [pausing(after), pausing(after)] as const;
    const puts = [blobs.put(full, sources[0].source), blobs.put(empty, sources[1].source)];
    for (const { paused } of sources) await paused;
    await assertUntouched();
    for (const { end } of sources) end();
    await Promise.all(puts);
    for (const key of [full, empty]) assert.ok((await readBlob(blobs, key)).equals(after));
  },

  'an aborted put rejects, and the key reads as before': async (harness) => {
    const { blobs } = harness;
    const { full, empty, assertUntouched } = await twoKeys(harness);
    for (const key of [full, empty]) {
      const controller = new AbortController();
      const { source, paused, end } = pausing(after);
      const put = blobs.put(key, source, { signal: controller.signal });
      const rejected = assert.rejects(put);
      await paused;
      controller.abort();
      // A storage that does not hear the abort waits for the source; it must not wait for ever.
      await Promise.race([rejected, systemClock.sleep(2_000)]);
      end();
      await rejected;
      await assert.rejects(blobs.put(key, after, { signal: AbortSignal.abort() }));
    }
    await assertUntouched();
  },

  'an aborted put ends its source': async ({ blobs, freshPrefix }) => {
    const controller = new AbortController();
    const ended = Promise.withResolvers<void>();
    async function* long(): AsyncGenerator<Uint8Array> {
      try {
        for (let chunks = 0; chunks < 10_000; chunks++) {
          if (chunks === 10) controller.abort();
          yield before;
        }
      } finally {
        ended.resolve();
      }
    }
    await assert.rejects(blobs.put(`${freshPrefix()}one`, long(), { signal: controller.signal }));
    await ended.promise;
  },

  'of concurrent puts under one key one stays, whole': async ({ blobs, freshPrefix }) => {
    const key = `${freshPrefix()}one`;
    const versions = Array.from({ length: 8 }, (_, index) => bytesOf(10_000 + index, index));
    await Promise.all(versions.map((bytes) => blobs.put(key, inChunks(bytes))));
    const kept = await readBlob(blobs, key);
    assert.ok(versions.some((bytes) => kept.equals(bytes)));
    assert.deepEqual(await blobs.head(key), { bytes: kept.byteLength });
  },

  'a key may use the whole alphabet, and differs by case': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    const keys = ['AZaz09._=-', 'azaz09._=-', 'a.b/c=d/e_f-g', `${'x'.repeat(200)}/y`].map((key) => prefix + key);
    for (const [index, key] of keys.entries()) await blobs.put(key, bytesOf(10, index));
    for (const [index, key] of keys.entries()) assert.ok((await readBlob(blobs, key)).equals(bytesOf(10, index)));
    assert.equal((await blobs.list({ prefix, limit: 10 })).blobs.length, keys.length);
  },

  'what is no key is refused': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    for (const key of ['', '/', '../escape', `${prefix}../escape`, `/${prefix}a`, `${prefix}/a`, `${prefix}a b`]) {
      await refuses(blobs.put(key, before), 'invalid_argument');
      await refuses(readBlob(blobs, key), 'invalid_argument');
    }
    assert.deepEqual((await blobs.list({ prefix, limit: 10 })).blobs, []);
  },
});
