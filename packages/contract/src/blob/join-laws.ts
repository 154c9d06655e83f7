import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { joinBlobs, readBlob } from '@spillway/core/blob';
import { type Law, lawsOf } from '../law.ts';
import { refuses } from '../refuses.ts';
import type { BlobHarness } from './blob-harness.ts';
import { bytesOf, longBytesOf } from './sources.ts';

const before = bytesOf(2_000, 1);

/** Blobs of these sizes, all of them different. */
async function putSizes({ blobs, freshPrefix }: BlobHarness, sizes: readonly number[]) {
  const prefix = freshPrefix();
  const sources = sizes.map((length, index) => ({
    key: `${prefix}parts/${index}`,
    bytes: longBytesOf(length, index + 2),
  }));
  for (const { key, bytes } of sources) await blobs.put(key, bytes);
  return { prefix, keys: sources.map(({ key }) => key), bytes: sources.map((source) => source.bytes) };
}

const mebibyte = 2 ** 20;

export const joinLaws: readonly Law<BlobHarness>[] = lawsOf('join', {
  'the sources follow one another, in the order in which they are named, and stay': async (harness) => {
    const { blobs } = harness;
    const { prefix, keys, bytes } = await putSizes(harness, [70_000, 0, 1, 300_000]);
    const joined = Buffer.concat([...bytes, ...bytes.toReversed()]);
    const head = await joinBlobs(blobs, `${prefix}whole`, [...keys, ...keys.toReversed()]);
    assert.deepEqual(head, { bytes: joined.byteLength });
    assert.deepEqual(await blobs.head(`${prefix}whole`), head);
    assert.ok((await readBlob(blobs, `${prefix}whole`)).equals(joined));
    for (const [index, key] of keys.entries())
      assert.ok((await readBlob(blobs, key)).equals(bytes[index] as Uint8Array));
  },

  // Object stores copy parts of 5 MiB at least by themselves: what is smaller must not be lost between.
  'large and small sources are joined in any mix': async (harness) => {
    const { blobs } = harness;
    const large = [6 * mebibyte, 100, 5 * mebibyte, mebibyte, 12 * mebibyte + 1, 7, 9 * mebibyte, 3];
    const { prefix, keys, bytes } = await putSizes(harness, large);
    for (const order of [
      [0],
      [4, 7],
      [7, 4],
      [1, 3, 5, 7, 1],
      [0, 2, 4],
      [0, 1, 2, 3, 4, 5, 6, 7],
      [3, 3, 3, 3, 3, 3],
    ]) {
      const expected = Buffer.concat(order.map((index) => bytes[index] as Uint8Array));
      const named = order.map((index) => keys[index] as string);
      assert.deepEqual(await joinBlobs(blobs, `${prefix}whole`, named), { bytes: expected.byteLength });
      assert.ok((await readBlob(blobs, `${prefix}whole`)).equals(expected), order.join());
    }
  },

  'no sources, and empty ones, are an empty blob': async (harness) => {
    const { blobs } = harness;
    const { prefix, keys } = await putSizes(harness, [0, 0]);
    for (const sources of [[], keys]) {
      assert.deepEqual(await joinBlobs(blobs, `${prefix}whole`, sources), { bytes: 0 });
      assert.deepEqual(await blobs.head(`${prefix}whole`), { bytes: 0 });
      await blobs.remove([`${prefix}whole`]);
    }
  },

  'the key may be a source of its own': async (harness) => {
    const { blobs } = harness;
    const { keys, bytes } = await putSizes(harness, [6 * mebibyte, 10]);
    const [key = '', other = ''] = keys;
    const whole = Buffer.concat([bytes[0], bytes[1], bytes[0]] as Uint8Array[]);
    await joinBlobs(blobs, key, [key, other, key]);
    assert.ok((await readBlob(blobs, key)).equals(whole));
  },

  'a missing source is refused with not_found, and the key reads as before': async (harness) => {
    const { blobs } = harness;
    const { prefix, keys } = await putSizes(harness, [6 * mebibyte, 10]);
    const [large = '', small = ''] = keys;
    await blobs.put(`${prefix}full`, before);
    for (const key of [`${prefix}full`, `${prefix}empty`])
      for (const sources of [[`${prefix}none`], [large, `${prefix}none`], [large, large, `${prefix}none`, small]])
        await refuses(joinBlobs(blobs, key, sources), 'not_found');
    assert.ok((await readBlob(blobs, `${prefix}full`)).equals(before));
    assert.equal(await blobs.head(`${prefix}empty`), undefined);
  },

  'an aborted join rejects, and the key reads as before': async (harness) => {
    const { blobs } = harness;
    const { prefix, keys } = await putSizes(harness, [6 * mebibyte, 10]);
    const key = `${prefix}full`;
    await blobs.put(key, before);
    const enough = new Error('enough');
    await assert.rejects(joinBlobs(blobs, key, keys, { signal: AbortSignal.abort(enough) }), enough);
    assert.ok((await readBlob(blobs, key)).equals(before));
  },

  'whoever reads while a join is under way reads all of before or all of after': async (harness) => {
    const { blobs } = harness;
    const { prefix, keys, bytes } = await putSizes(harness, [6 * mebibyte, 10]);
    const key = `${prefix}full`;
    await blobs.put(key, before);
    let joining = true;
    const joined = joinBlobs(blobs, key, keys).finally(() => {
      joining = false;
    });
    const after = Buffer.concat(bytes);
    while (joining) {
      const seen = await readBlob(blobs, key);
      assert.ok(seen.equals(before) || seen.equals(after));
    }
    await joined;
    assert.ok((await readBlob(blobs, key)).equals(after));
  },

  'what is no key is refused': async (harness) => {
    const { prefix, keys } = await putSizes(harness, [1]);
    await refuses(joinBlobs(harness.blobs, '../escape', keys), 'invalid_argument');
    await refuses(joinBlobs(harness.blobs, `${prefix}whole`, ['../escape']), 'invalid_argument');
  },
});

export const flatJoinLaws: readonly Law<BlobHarness>[] = lawsOf('memory', {
  'join keeps memory flat whatever the size': async (harness) => {
    const { blobs } = harness;
    const { prefix, keys } = await putSizes(harness, [32 * mebibyte, 1_000]);
    const start = process.memoryUsage().arrayBuffers;
    let highest = start;
    const look = setInterval(() => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers);
    }, 5);
    try {
      const sources = Array.from({ length: 8 }, () => keys).flat();
      assert.deepEqual(await joinBlobs(blobs, `${prefix}whole`, sources), { bytes: 8 * (32 * mebibyte + 1_000) });
    } finally {
      clearInterval(look);
    }
    assert.ok(highest - start < 128 * mebibyte, `${highest - start} bytes are not flat`);
    await blobs.remove([...keys, `${prefix}whole`]);
  },
});
