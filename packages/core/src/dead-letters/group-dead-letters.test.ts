import { expect, test } from 'vitest';
import { createMemoryBlobs } from '../memory/index.ts';
import type { Batch, Extent, Settlement, Store } from '../store/index.ts';
import type { DeadLetterSource } from './find-dead-letters.ts';
import { type GroupBounds, groupBounds, groupDeadLetters } from './group-dead-letters.ts';

const PER_EXTENT = 100;

/** Batches, newest first, of which every request is a dead letter of an older worker, which noted nothing. */
function sourceOf(...extents: readonly number[]): DeadLetterSource & { readonly pages: string[] } {
  const pages: string[] = [];
  const batches = extents.map((count, index) => batchOf(`b${index}`, count * PER_EXTENT));
  const shards = {
    async settlements(batchId: string, { fromSeq, extents }: { readonly fromSeq: number; readonly extents: number }) {
      pages.push(batchId);
      const { total } = batches.find(({ id }) => id === batchId)?.counts ?? { total: 0 };
      const firstSeqs = Array.from({ length: extents }, (_, nth) => fromSeq + nth * PER_EXTENT);
      const settlements = firstSeqs.filter((firstSeq) => firstSeq < total).map(settlementOf);
      const nextSeq = fromSeq + extents * PER_EXTENT;
      return { settlements, ...(nextSeq < total && { nextSeq }) };
    },
  };
  const ledger = { get: async () => batches[0], list: async () => ({ batches, hasMore: false }) };
  const store = { batches: ledger, shards } as unknown as Store;
  const blobs = { ...createMemoryBlobs(), read: noted };
  return { store, blobs, signal: new AbortController().signal, pages };
}

/** The notes of a version that nobody knows: none. */
async function* noted(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('{"version":0}');
}

function batchOf(id: string, total: number): Batch {
  const counts = { total, deadLettered: total };
  return { id, tenant: 't', counts, plan: { blob: 'in' }, inProgressAt: 1, purgedAt: null } as unknown as Batch;
}

function settlementOf(firstSeq: number): Settlement {
  const extent: Extent = { firstSeq, requests: PER_EXTENT, offset: 0, bytes: 1 };
  const each = <Value>(value: Value): Value[] => Array(PER_EXTENT).fill(value);
  const seqs = [[firstSeq, firstSeq + PER_EXTENT]] as const;
  const [ones, outcomes] = [each(1), each('deadLettered' as const)];
  const counted = { lengths: ones, attempts: ones, tokensIn: ones, tokensOut: ones, durationsMs: ones };
  const about = { model: `m${firstSeq}`, settledAt: firstSeq, pool: null, workerId: null, engine: null };
  return {
    extent,
    ordinal: firstSeq + 1,
    seqs,
    lines: { segment: 's', offset: 0, seqs, outcomes, ...counted },
    ...about,
  };
}

const looked = async (source: DeadLetterSource, bounds: Partial<GroupBounds> = {}) => {
  const { groups, ...rest } = await groupDeadLetters({ tenant: 't' }, source, { ...groupBounds, ...bounds });
  return { ...rest, count: groups.reduce((sum, group) => sum + group.count, 0), batches: groups[0]?.batches };
};

test('groups that are more than the answer holds are told of', async () => {
  expect(await looked(sourceOf(2, 3), { groups: 2 })).toMatchObject({ complete: false, lookedAt: 500, count: 400 });
  expect(await looked(sourceOf(2, 3), { groups: 3 })).toMatchObject({ complete: true, lookedAt: 500, count: 500 });
});

test('everything within the bounds is counted', async () => {
  expect(await looked(sourceOf(2, 20))).toEqual({ complete: true, lookedAt: 2_200, count: 2_200, batches: 2 });
  expect(await looked(sourceOf())).toEqual({ complete: true, lookedAt: 0, count: 0, batches: undefined });
});

test('a look ends at the extent that holds the last dead letter of its bound, and says so', async () => {
  const source = sourceOf(3, 100);
  const found = await looked(source, { deadLetters: 350 });
  expect(found).toEqual({ complete: false, lookedAt: 400, count: 400, batches: 2 });
  expect(source.pages).toEqual(['b0', 'b1']);
  expect(await looked(sourceOf(3, 1), { deadLetters: 400 })).toMatchObject({ complete: true, lookedAt: 400 });
});

test('a look ends before the batch that has more requests than are left of its bound, but for the first', async () => {
  expect(await looked(sourceOf(3, 2), { requests: 400 })).toMatchObject({ complete: false, lookedAt: 300 });
  expect(await looked(sourceOf(3, 2), { requests: 500 })).toMatchObject({ complete: true, lookedAt: 500 });
  expect(await looked(sourceOf(3), { requests: 100 })).toMatchObject({ complete: true, lookedAt: 300 });
});

test('a look that is aborted ends between two extents', async () => {
  const stop = new AbortController();
  const source = { ...sourceOf(100), signal: stop.signal };
  const stopping = (): AsyncGenerator<Uint8Array> => {
    stop.abort();
    return noted();
  };
  const blobs = { ...source.blobs, read: stopping };
  await expect(groupDeadLetters({ tenant: 't' }, { ...source, blobs }, groupBounds)).rejects.toThrow('aborted');
  expect(source.pages).toEqual(['b0']);
});
