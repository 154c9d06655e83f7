import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { SpillwayError } from '../errors/index.ts';
import { CustomIdHash, customIdBytes } from './custom-id-hash.ts';
import { customIdIndexBytes, encodeCustomIdIndex, findInCustomIdIndex } from './custom-id-index.ts';
import type { ReadRange } from './read-range.ts';
import { SortedRuns } from './sorted-runs.ts';

async function indexOf(ids: readonly string[]): Promise<Buffer> {
  const hash = new CustomIdHash([11, 22]);
  const runs = new SortedRuns();
  for (const [seq, id] of ids.entries()) {
    const bytes = customIdBytes(id);
    hash.update(bytes, 0, bytes.length);
    runs.add(hash.high, hash.low, seq);
  }
  runs.finish();
  const parts: Uint8Array[] = [];
  for await (const part of encodeCustomIdIndex(hash.key, runs.count, runs.pages())) parts.push(part);
  return Buffer.concat(parts);
}

function rangesOf(bytes: Buffer, reads: number[] = []): ReadRange {
  return async (offset, length) => {
    reads.push(length);
    return bytes.subarray(offset, offset + length);
  };
}

describe('the index of custom_ids', () => {
  it('answers the seqs of an id, and none for one that is not there', async () => {
    const index = await indexOf(['a', 'b', 'ü', '\ud800', 'b']);
    expect(index.length).toBe(customIdIndexBytes(5));
    const find = (id: string): Promise<number[]> => findInCustomIdIndex(rangesOf(index), id);
    expect(await find('a')).toEqual([0]);
    expect(await find('b')).toEqual([1, 4]);
    expect(await find('ü')).toEqual([2]);
    expect(await find('\ud800')).toEqual([3]);
    expect(await find('c')).toEqual([]);
    expect(await find('\ufffd')).toEqual([]);
  });

  it('answers nothing from an empty index', async () => {
    expect(await findInCustomIdIndex(rangesOf(await indexOf([])), 'a')).toEqual([]);
  });

  it('finds each of many ids with four small reads', async () => {
    const ids = Array.from({ length: 100_000 }, (_, seq) => `request-${seq}`);
    const index = await indexOf(ids);
    for (let seq = 0; seq < ids.length; seq += 997) {
      const reads: number[] = [];
      expect(await findInCustomIdIndex(rangesOf(index, reads), ids[seq] as string)).toEqual([seq]);
      expect(reads.length).toBeLessThanOrEqual(4);
      expect(reads.reduce((sum, bytes) => sum + bytes)).toBeLessThan(150_000);
    }
  });

  it.each([0, 1000, 29_000, 30_000])(
    'finds an id whose record lies far from the first guess, behind %i others',
    async (before) => {
      const runs = new SortedRuns();
      const hash = new CustomIdHash([11, 22]);
      hash.update(Buffer.from('needle'), 0, 6);
      for (let seq = 0; seq < 30_000; seq++) runs.add(seq < before ? 0 : 2 ** 32 - 1, seq, seq);
      runs.add(hash.high, hash.low, 77);
      runs.finish();
      const parts: Uint8Array[] = [];
      for await (const part of encodeCustomIdIndex(hash.key, runs.count, runs.pages())) parts.push(part);
      expect(await findInCustomIdIndex(rangesOf(Buffer.concat(parts)), 'needle')).toEqual([77]);
      expect(await findInCustomIdIndex(rangesOf(Buffer.concat(parts)), 'hay')).toEqual([]);
    },
  );

  it('refuses a blob that is no index', async () => {
    const found = findInCustomIdIndex(rangesOf(Buffer.from('{"custom_id":"a"}and more')), 'a');
    await expect(found).rejects.toSatisfy((error) => SpillwayError.is(error, 'internal'));
  });
});
