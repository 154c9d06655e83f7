import { SpillwayError } from '@spillway/core/errors';
import {
  type BatchCounts,
  type ClaimRef,
  eachSeq,
  type Flush,
  type Store,
  seqsOf,
  sizeOf,
  uniteSeqs,
} from '@spillway/core/store';
import { type Mutant, withBatches, withShards } from './mutant.ts';

const keyOf = ({ batchId, shardId }: Pick<ClaimRef, 'batchId' | 'shardId'>): string => `${batchId} ${shardId}`;

function settleWithoutFence(store: Store): Store {
  const current = new Map<string, number>();
  return withShards(store, {
    async claim(demand) {
      const taken = await store.shards.claim(demand);
      if (taken) current.set(keyOf(taken), taken.fence);
      return taken;
    },
    settle: (flush) => store.shards.settle({ ...flush, fence: current.get(keyOf(flush)) ?? flush.fence }),
  });
}

function withShownCounts(store: Store, counts: (batchId: string, counts: BatchCounts) => BatchCounts): Store {
  return withBatches(store, {
    async get(key) {
      const batch = await store.batches.get(key);
      return batch && { ...batch, counts: counts(batch.id, batch.counts) };
    },
  });
}

/** The settlement is recorded in one step and the counts follow in another. */
function lateCounts(store: Store): Store {
  const tenants = new Map<string, string>();
  const shown = new Map<string, BatchCounts>();
  const late = withShownCounts(store, (batchId, counts) => shown.get(batchId) ?? counts);
  return {
    ...withShards(late, {
      async settle(flush) {
        const before = await store.batches.get({ tenant: tenants.get(flush.batchId) ?? '', id: flush.batchId });
        const receipt = await store.shards.settle(flush);
        if (before && receipt === 'recorded') shown.set(flush.batchId, before.counts);
        setImmediate(() => shown.delete(flush.batchId));
        return receipt;
      },
    }),
    batches: {
      ...late.batches,
      create(batch) {
        tenants.set(batch.id, batch.tenant);
        return store.batches.create(batch);
      },
    },
  };
}

/** Counts are moved before the receipt is known. */
function countsOfDuplicates(store: Store): Store {
  const extra = new Map<string, number>();
  const counting = withShownCounts(store, (batchId, counts) => {
    const twice = extra.get(batchId) ?? 0;
    return { ...counts, open: counts.open - twice, succeeded: counts.succeeded + twice };
  });
  return withShards(counting, {
    async settle(flush) {
      const receipt = await store.shards.settle(flush);
      const named = sizeOf(flush.lines?.seqs ?? []);
      if (receipt === 'duplicate') extra.set(flush.batchId, (extra.get(flush.batchId) ?? 0) + named);
      return receipt;
    },
  });
}

/** A flush of which some requests are closed records the others. */
function settleWhatIsOpen(store: Store): Store {
  const one = (flush: Flush, seq: number): Flush => ({
    ...flush,
    ...(flush.lines && { lines: { ...flush.lines, seqs: [[seq, seq + 1]], outcomes: ['succeeded'] } }),
    rest: 'hold',
  });
  return withShards(store, {
    async settle(flush) {
      try {
        return await store.shards.settle(flush);
      } catch (error) {
        if (!SpillwayError.is(error, 'conflict') || flush.deferred) throw error;
        for (const seq of eachSeq(flush.lines?.seqs ?? [])) await store.shards.settle(one(flush, seq));
        return 'recorded';
      }
    },
  });
}

function withFlush(store: Store, change: (flush: Flush) => Flush): Store {
  return withShards(store, { settle: (flush) => store.shards.settle(change(flush)) });
}

function withDeferrals(store: Store, change: { readonly attempts?: number; readonly afterMs?: number }): Store {
  return withFlush(store, ({ deferred, ...flush }) => ({
    ...flush,
    ...(deferred && { deferred: deferred.map((deferral) => ({ ...deferral, ...change })) }),
  }));
}

/** Every deferral of a flush goes into one shard. */
function withMergedDeferrals(store: Store): Store {
  return withFlush(store, ({ deferred, ...flush }) => {
    const [first, ...rest] = deferred ?? [];
    if (!first || rest.length === 0) return { ...flush, ...(deferred && { deferred }) };
    return { ...flush, deferred: [{ ...first, seqs: uniteSeqs(first.seqs, ...rest.map(({ seqs }) => seqs)) }] };
  });
}

/** The arrays of lines lose the order of their seqs. */
function withShuffledPlaces(store: Store): Store {
  return withFlush(store, (flush) => ({
    ...flush,
    ...(flush.lines && { lines: { ...flush.lines, lengths: flush.lines.lengths.toReversed() } }),
  }));
}

export const settleMutants: readonly Mutant[] = [
  {
    name: 'settle checks no fence',
    plant: settleWithoutFence,
    caughtBy: [
      'settle: a flush under another fence is lost and changes nothing',
      'settle: release hands the rest out again at once',
      'claim: a shard that is cut keeps no holder of an earlier fence',
    ],
    foundByTwins: true,
  },
  {
    name: 'counts move outside of the step that settles',
    plant: lateCounts,
    caughtBy: ['settle: moves each outcome to its count', 'settle: a repeat is a duplicate and changes nothing'],
    foundByTwins: true,
  },
  {
    name: 'a repeated flush is counted again',
    plant: countsOfDuplicates,
    caughtBy: ['settle: a repeat is a duplicate and changes nothing', 'settle: concurrent repeats record once'],
    foundByTwins: true,
  },
  {
    name: 'a flush that is partly closed is recorded in part',
    plant: settleWhatIsOpen,
    caughtBy: ['settle: a flush that names requests of which only some are open throws conflict'],
    foundByTwins: true,
  },
  {
    name: 'a release counts as a lapse',
    plant: (store) =>
      withFlush(store, (flush) => ({ ...flush, rest: flush.rest === 'release' ? 'suspect' : flush.rest })),
    caughtBy: [
      'settle: release hands the rest out again at once',
      'lapses: a released claim is no lapse, however late',
    ],
    foundByTwins: true,
  },
  {
    name: 'a suspect rest is only released',
    plant: (store) =>
      withFlush(store, (flush) => ({ ...flush, rest: flush.rest === 'suspect' ? 'release' : flush.rest })),
    caughtBy: ['lapses: a suspect rest is narrowed at once as by a lapse', 'suspects: a suspect is handed out only to'],
    foundByTwins: true,
  },
  {
    name: 'a deferral forgets its attempts',
    plant: (store) => withDeferrals(store, { attempts: 0 }),
    caughtBy: ['settle: deferred requests wait their delay', 'lapses: a lapse burns no attempt'],
    foundByTwins: true,
  },
  {
    name: 'a deferral forgets its delay',
    plant: (store) => withDeferrals(store, { afterMs: 0 }),
    caughtBy: ['settle: deferred requests wait their delay', 'lanes: dueInMs is the wait until something is claimable'],
    foundByTwins: true,
  },
  {
    name: 'deferrals of one flush share a shard',
    plant: withMergedDeferrals,
    caughtBy: ['settle: deferred requests wait their delay'],
    foundByTwins: false,
  },
  {
    name: 'places of lines are not in seq order',
    plant: withShuffledPlaces,
    caughtBy: ['settle: records outcomes and places as they came'],
    foundByTwins: true,
  },
  {
    name: 'a settlement shows its requests one by one',
    plant: (store) =>
      withShards(store, {
        async settlements(batchId, query) {
          const page = await store.shards.settlements(batchId, query);
          const loose = page.settlements.map((one) => ({
            ...one,
            seqs: [...eachSeq(one.seqs)].flatMap((seq) => seqsOf([seq])),
          }));
          return { ...page, settlements: loose };
        },
      }),
    caughtBy: ['settlements: ascend by ordinal within an extent', 'settle: records outcomes and places as they came'],
    foundByTwins: true,
  },
];
