import type { Drop, Settlement, ShardQueue, Store } from '@spillway/core/store';
import { type Mutant, withShards } from './mutant.ts';

function withDrop(store: Store, drop: (shards: ShardQueue) => ShardQueue['drop']): Store {
  return withShards(store, { drop: drop(store.shards) });
}

/** Only the counts know of a drop: settlements say what they said before. */
function dropInCountsOnly(store: Store): Store {
  const before = new Map<number, Settlement>();
  return withShards(store, {
    async drop(batchId, drop) {
      const page = await store.shards.settlements(batchId, { fromSeq: drop.extent.firstSeq, extents: 1 });
      const dropped = await store.shards.drop(batchId, drop);
      if (dropped !== 'lost')
        for (const one of page.settlements) before.set(one.ordinal, before.get(one.ordinal) ?? one);
      return dropped;
    },
    async settlements(batchId, query) {
      const page = await store.shards.settlements(batchId, query);
      return { ...page, settlements: page.settlements.map((one) => before.get(one.ordinal) ?? one) };
    },
  });
}

/** Each call is taken for the first of its kind. */
function dropAnsweringAgain(store: Store): Store {
  const answers = new Map<Drop, number | 'lost'>();
  return withDrop(store, (shards) => async (batchId, drop) => {
    const answer = answers.get(drop) ?? (await shards.drop(batchId, drop));
    answers.set(drop, answer);
    return answer;
  });
}

async function lastOrdinal(shards: ShardQueue, batchId: string, fromSeq: number): Promise<number> {
  return (await shards.settlements(batchId, { fromSeq, extents: 1 })).settlements.at(-1)?.ordinal ?? 0;
}

export const dropMutants: readonly Mutant[] = [
  {
    name: 'a drop is counted, and not written where it is settled',
    plant: dropInCountsOnly,
    caughtBy: ['drop: makes failed requests of dead letters', 'drop: of calls at once'],
    foundByTwins: true,
  },
  {
    name: 'a replay of a drop answers what the first call did',
    plant: dropAnsweringAgain,
    caughtBy: ['drop: a replay answers 0'],
    foundByTwins: false,
  },
  {
    name: 'a drop that is lost answers that there was nothing to drop',
    plant: (store) =>
      withDrop(store, (shards) => async (batchId, drop) => {
        const answer = await shards.drop(batchId, drop);
        return answer === 'lost' ? 0 : answer;
      }),
    caughtBy: ['drop: a batch that has not ended', 'drop: an extent that was settled since'],
    foundByTwins: true,
  },
  {
    name: 'a drop does not look at what was seen',
    plant: (store) =>
      withDrop(store, (shards) => async (batchId, drop) => {
        const seen = await lastOrdinal(shards, batchId, drop.extent.firstSeq);
        return shards.drop(batchId, { ...drop, seen });
      }),
    caughtBy: ['drop: an extent that was settled since', 'drop: what a dead letter ended as later'],
    foundByTwins: false,
  },
  {
    name: 'a drop leaves nothing in the timeline',
    plant: (store) =>
      withDrop(
        store,
        (shards) =>
          (batchId, { events, ...drop }) =>
            shards.drop(batchId, drop),
      ),
    caughtBy: ['drop: a replay answers 0'],
    foundByTwins: true,
  },
];
