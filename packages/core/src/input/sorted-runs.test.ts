import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryBlobs } from '../memory/memory-blobs.ts';
import { BlobRuns } from './blob-runs.ts';
import { findSuspects } from './find-suspects.ts';
import { type RunStore, recordWords, SortedRuns } from './sorted-runs.ts';

type Record = readonly [high: number, low: number, seq: number];

const word = fc.oneof(fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const hashes = fc.array(fc.tuple(word, word), { maxLength: 300 });

async function sortedRecords(
  given: readonly (readonly [number, number])[],
  runRecords: number,
  store?: RunStore,
): Promise<Record[]> {
  const runs = new SortedRuns({ runRecords, ...(store && { store }) });
  for (const [seq, [high, low]] of given.entries()) {
    runs.add(high, low, seq);
    if (runs.isFull) await runs.closeRun();
  }
  runs.finish();
  const records: Record[] = [];
  for await (const page of runs.pages())
    for (let at = 0; at < page.length; at += recordWords)
      records.push([page[at] as number, page[at + 1] as number, page[at + 2] as number]);
  return records;
}

describe('sorted runs', () => {
  it('answer all records, ascending by hash and in the order of adding among equals', async () => {
    await fc.assert(
      fc.asyncProperty(hashes, fc.integer({ min: 1, max: 400 }), async (given, runRecords) => {
        const expected = given.map(([high, low], seq) => [high, low, seq] as const);
        expected.sort((left, right) => left[0] - right[0] || left[1] - right[1] || left[2] - right[2]);
        expect(await sortedRecords(given, runRecords)).toEqual(expected);
      }),
    );
  });

  it('merge over page after page', async () => {
    const given = Array.from({ length: 50_000 }, (_, index) => [(index * 2654435761) % 2 ** 32, index] as const);
    const records = await sortedRecords(given, 20_000);
    expect(records).toHaveLength(given.length);
    expect(records.every(([high], index) => index === 0 || high >= (records[index - 1] as Record)[0])).toBe(true);
  });

  it('keep nothing of a closed run but what the store answers, aligned or not', async () => {
    const runs = new Map<number, Uint8Array>();
    const store: RunStore = {
      async put(run, bytes) {
        runs.set(run, bytes.slice());
        bytes.fill(0);
      },
      async read(run, offset, length) {
        const shifted = new Uint8Array(length + 1);
        shifted.set((runs.get(run) as Uint8Array).subarray(offset, offset + length), 1);
        return shifted.subarray(1);
      },
    };
    const given = [
      [3, 0],
      [1, 0],
      [2, 0],
      [1, 0],
      [0, 9],
    ] as const;
    const records = await sortedRecords(given, 2, store);
    expect(records.map(([, , seq]) => seq)).toEqual([4, 1, 3, 2, 0]);
    expect(runs.size).toBe(2);
  });
});

describe('runs in blobs', () => {
  it('are merged like others, and gone afterwards', async () => {
    await using blobs = createMemoryBlobs();
    const given = Array.from({ length: 1000 }, (_, index) => [(index * 2654435761) % 2 ** 32, index] as const);
    const keysUnder = async (): Promise<number> => (await blobs.list({ prefix: 'plans/a/', limit: 100 })).blobs.length;
    {
      await using store = new BlobRuns(blobs, 'plans/a');
      expect(await sortedRecords(given, 300, store)).toEqual(await sortedRecords(given, 5000));
      expect(await keysUnder()).toBe(3);
    }
    expect(await keysUnder()).toBe(0);
  });

  it('are not written for what fits into one', async () => {
    await using blobs = createMemoryBlobs();
    await sortedRecords(
      [
        [1, 2],
        [0, 1],
      ],
      300,
      new BlobRuns(blobs, 'plans/a'),
    );
    expect((await blobs.list({ prefix: 'plans/', limit: 100 })).blobs).toEqual([]);
  });
});

describe('suspects', () => {
  async function* pagesOf(...pages: (readonly Record[])[]): AsyncGenerator<Uint32Array> {
    for (const page of pages) yield Uint32Array.from(page.flat());
  }

  it('are the requests whose hash others had before, across pages too', async () => {
    const pages = pagesOf(
      [
        [1, 1, 5],
        [1, 2, 0],
        [1, 2, 3],
      ],
      [
        [1, 2, 9],
        [2, 2, 1],
      ],
    );
    expect(await findSuspects(pages, 10)).toEqual([
      { seq: 3, earlier: [0] },
      { seq: 9, earlier: [0, 3] },
    ]);
  });

  it('are the first by seq when there are more than asked for', async () => {
    const groups = Array.from({ length: 1000 }, (_, group): readonly Record[] => [
      [group, 0, 1000 - group],
      [group, 0, 5000 - group],
    ]);
    const suspects = await findSuspects(pagesOf(...groups), 3);
    expect(suspects.map(({ seq }) => seq)).toEqual([4001, 4002, 4003]);
  });
});
