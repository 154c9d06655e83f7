import type { Claim, FleetDecision, PoolDecision, Store } from '@spillway/core/store';
import { keyOf, type Mutant, withBatches, withShards } from './mutant.ts';

/** The store with another decision in place of each. */
function withDecisions(store: Store, change: (decision: FleetDecision) => FleetDecision): Store {
  return {
    ...store,
    fleet: { ...store.fleet, decide: (tick, decision) => store.fleet.decide(tick, change(decision)) },
  };
}

/** A recall asks whoever has the shard from then on. */
function recallForEver(store: Store): Store {
  const claims = new Map<string, Claim & { readonly pool: string }>();
  const recalled = new Set<string>();
  const claiming = withShards(store, {
    async claim(demand) {
      const taken = await store.shards.claim(demand);
      if (taken) claims.set(keyOf(taken), { ...taken, pool: demand.pool });
      return taken;
    },
    async renew(refs, leaseMs) {
      const answer = await store.shards.renew(refs, leaseMs);
      const known = new Set([...answer.lost, ...answer.recalled].map(keyOf));
      const asked = refs.filter((ref) => recalled.has(keyOf(ref)) && !known.has(keyOf(ref)));
      const more = asked.map((ref) => ({ ...ref, seqs: claims.get(keyOf(ref))?.seqs ?? [] }));
      return { ...answer, recalled: [...answer.recalled, ...more] };
    },
  });
  const decide: Store['fleet']['decide'] = async (tick, decision) => {
    const decided = await store.fleet.decide(tick, decision);
    for (const recall of decided ? decision.recalls : []) {
      for (const [key, { batchId, model, pool }] of claims) {
        if (batchId === recall.batchId && model === tick.model && pool === recall.pool) recalled.add(key);
      }
    }
    return decided;
  };
  return { ...claiming, fleet: { ...store.fleet, decide } };
}

/** Of what decisions about a pool were made from, the first word stands. */
function keepFirstObservation(store: Store): Store {
  const first = new Map<string, NonNullable<PoolDecision['observed']>>();
  return withDecisions(store, (decision) => ({
    ...decision,
    pools: decision.pools.map(({ observed, ...pool }) => {
      const known = first.get(pool.pool) ?? observed;
      if (known) first.set(pool.pool, known);
      return { ...pool, ...(known && { observed: known }) };
    }),
  }));
}

/** What a decision says behind a batch that is not there is not heard. */
function decideUntilUnknown(store: Store): Store {
  const created = new Set<string>();
  const creating = withBatches(store, {
    create(batch) {
      created.add(batch.id);
      return store.batches.create(batch);
    },
  });
  return withDecisions(creating, (decision) => ({
    ...decision,
    pools: decision.pools.map(({ permissions, ...pool }) => {
      const unknown = permissions.findIndex(({ batchId }) => !created.has(batchId));
      return { ...pool, permissions: unknown < 0 ? permissions : permissions.slice(0, unknown) };
    }),
  }));
}

export const fleetMutants: readonly Mutant[] = [
  {
    name: 'a recall is forgotten',
    plant: (store) => withDecisions(store, (decision) => ({ ...decision, recalls: [] })),
    caughtBy: ['renew: asks a pool for the open requests of recalled claims until they end'],
    foundByTwins: true,
  },
  {
    name: 'a recall outlives the claims that it was about',
    plant: recallForEver,
    caughtBy: ['renew: a recall asks for claims that the pool has now, and for none that follow them'],
    foundByTwins: false,
  },
  {
    name: 'a decision leaves no memory',
    plant: (store) => withDecisions(store, (decision) => ({ ...decision, memory: null })),
    caughtBy: ['fleet: what a decision leaves in memory is handed to the next holder, for its model alone'],
    foundByTwins: true,
  },
  {
    name: 'a decision forgets what it was made from',
    plant: (store) =>
      withDecisions(store, (decision) => ({
        ...decision,
        pools: decision.pools.map(({ observed: _, ...pool }) => pool),
      })),
    caughtBy: ['fleet: standing decisions are listed by pool and model, with what they were made from'],
    foundByTwins: false,
  },
  {
    name: 'a decision is taken for its first pool only',
    plant: (store) => withDecisions(store, (decision) => ({ ...decision, pools: decision.pools.slice(0, 1) })),
    caughtBy: [
      'permissions: one decision opens and closes a lane for several pools',
      'fleet: standing decisions are listed by pool and model, with what they were made from',
    ],
    foundByTwins: true,
  },
  {
    name: 'the first observation of a pool stands',
    plant: keepFirstObservation,
    caughtBy: ['fleet: the last decision about a pool stands, with what it was made from'],
    foundByTwins: false,
  },
  {
    name: 'a decision ends at a batch that is not there',
    plant: decideUntilUnknown,
    caughtBy: ['permissions: a decision passes over a batch that is not there'],
    foundByTwins: false,
  },
];
