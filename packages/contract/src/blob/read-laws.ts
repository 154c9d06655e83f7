import assert from 'node:assert/strict';
import { type BlobRange, readBlob } from '@spillway/core/blob';
import { type Law, lawsOf } from '../law.ts';
import { refuses } from '../refuses.ts';
import type { BlobHarness } from './blob-harness.ts';
import { bytesOf, inChunks } from './sources.ts';

const bytes = bytesOf(300_000);

async function fullKey({ blobs, freshPrefix }: BlobHarness): Promise<string> {
  const key = `${freshPrefix()}one`;
  await blobs.put(key, bytes);
  return key;
}

export const readLaws: readonly Law<BlobHarness>[] = lawsOf('read', {
  'a range reads exactly its bytes': async (harness) => {
    const key = await fullKey(harness);
    const ranges: [offset: number, length: number][] = [
      [0, 1],
      [0, 300_000],
      [1, 70_000],
      [65_535, 2],
      [262_143, 37_857],
      [299_999, 1],
      [5, 0],
    ];
    for (const [offset, length] of ranges) {
      const read = await readBlob(harness.blobs, key, { offset, length });
      assert.ok(read.equals(bytes.subarray(offset, offset + length)), `${offset} and ${length} on`);
    }
  },

  'a range without an end reads to the end, one without a beginning from the start': async (harness) => {
    const key = await fullKey(harness);
    assert.ok((await readBlob(harness.blobs, key, { offset: 299_000 })).equals(bytes.subarray(299_000)));
    assert.ok((await readBlob(harness.blobs, key, { length: 1_000 })).equals(bytes.subarray(0, 1_000)));
  },

  'a range that ends beyond the blob stops at its end': async (harness) => {
    const key = await fullKey(harness);
    const read = await readBlob(harness.blobs, key, { offset: 299_990, length: 1_000 });
    assert.ok(read.equals(bytes.subarray(299_990)));
  },

  'a range that begins beyond the end is refused before the first chunk': async (harness) => {
    const key = await fullKey(harness);
    await refuses(readBlob(harness.blobs, key, { offset: 300_001, length: 1 }), 'invalid_argument');
    await refuses(readBlob(harness.blobs, key, { offset: 300_001 }), 'invalid_argument');
  },

  'a key without a blob is refused with not_found before the first chunk': async ({ blobs, freshPrefix }) => {
    const prefix = freshPrefix();
    await blobs.put(`${prefix}deep/one`, bytes);
    for (const key of [`${prefix}other`, `${prefix}deep`, `${prefix}deep/one/more`]) {
      const ranges: (BlobRange | undefined)[] = [undefined, { offset: 5, length: 5 }];
      for (const range of ranges) await refuses(readBlob(blobs, key, range), 'not_found');
      assert.equal(await blobs.head(key), undefined);
    }
  },

  'ending the iteration early frees everything': async (harness) => {
    const { blobs } = harness;
    const key = await fullKey(harness);
    for (let round = 0; round < 200; round++) {
      for await (const chunk of blobs.read(key)) {
        assert.ok(chunk.byteLength > 0);
        break;
      }
    }
    await blobs.put(key, bytes.subarray(0, 10));
    assert.equal((await readBlob(blobs, key)).byteLength, 10);
    await blobs.remove([key]);
    assert.equal(await blobs.head(key), undefined);
  },

  'chunks belong to the reader': async (harness) => {
    const key = await fullKey(harness);
    const kept: Uint8Array[] = [];
    for await (const chunk of harness.blobs.read(key)) kept.push(chunk);
    assert.ok(Buffer.concat(kept).equals(bytes));
  },

  'an aborted read rejects': async (harness) => {
    const { blobs } = harness;
    const key = await fullKey(harness);
    await assert.rejects(readBlob(blobs, key, { signal: AbortSignal.abort() }));
    const controller = new AbortController();
    await assert.rejects(async () => {
      for await (const _ of blobs.read(key, { signal: controller.signal })) controller.abort();
    });
  },

  'concurrent readers read the same': async (harness) => {
    const key = await fullKey(harness);
    const reads = await Promise.all(Array.from({ length: 16 }, () => readBlob(harness.blobs, key)));
    for (const read of reads) assert.ok(read.equals(bytes));
  },

  'a blob of many chunks is read in order': async ({ blobs, freshPrefix }) => {
    const key = `${freshPrefix()}one`;
    const large = bytesOf(3_000_000, 7);
    await blobs.put(key, inChunks(large));
    assert.ok((await readBlob(blobs, key)).equals(large));
    assert.ok(
      (await readBlob(blobs, key, { offset: 1_234_567, length: 1_000_000 })).equals(
        large.subarray(1_234_567, 2_234_567),
      ),
    );
  },
});

export const flatLaws: readonly Law<BlobHarness>[] = lawsOf('memory', {
  'put and read keep memory flat whatever the size': async ({ blobs, freshPrefix }) => {
    const key = `${freshPrefix()}large`;
    const chunk = bytesOf(1_024 * 1_024);
    const chunks = 256;
    const start = process.memoryUsage().arrayBuffers;
    let highest = start;
    const look = (): void => {
      highest = Math.max(highest, process.memoryUsage().arrayBuffers);
    };
    async function* large(): AsyncGenerator<Uint8Array> {
      for (let index = 0; index < chunks; index++) {
        look();
        yield chunk;
      }
    }
    assert.deepEqual(await blobs.put(key, large()), { bytes: chunks * chunk.byteLength });
    let read = 0;
    for await (const part of blobs.read(key)) {
      read += part.byteLength;
      look();
    }
    assert.equal(read, chunks * chunk.byteLength);
    assert.ok(highest - start < 128 * 1_024 * 1_024, `${highest - start} bytes are not flat`);
    await blobs.remove([key]);
  },
});
