import type { ManualClock } from '@spillway/contract';
import type { Claim, ClaimRef, FleetDecision, Store } from '@spillway/core/store';
import { type Mutant, withShards } from './mutant.ts';

const keyOf = ({ batchId, shardId }: Pick<ClaimRef, 'batchId' | 'shardId'>): string => `${batchId} ${shardId}`;

/** Whoever takes a shard gets the fence that its first holder had. */
function splitKeepsFence(store: Store): Store {
  const first = new Map<string, number>();
  const current = new Map<string, number>();
  const real = <Ref extends ClaimRef>(ref: Ref): Ref =>
    first.get(keyOf(ref)) === ref.fence ? { ...ref, fence: current.get(keyOf(ref)) ?? ref.fence } : ref;
  const shown = (ref: ClaimRef): ClaimRef => ({ ...ref, fence: first.get(keyOf(ref)) ?? ref.fence });
  return withShards(store, {
    async claim(demand) {
      const taken = await store.shards.claim(demand);
      if (!taken) return undefined;
      current.set(keyOf(taken), taken.fence);
      if (!first.has(keyOf(taken))) first.set(keyOf(taken), taken.fence);
      return { ...taken, fence: first.get(keyOf(taken)) as number };
    },
    settle: (flush) => store.shards.settle(real(flush)),
    async renew(claims, leaseMs) {
      const { lost, closed, recalled } = await store.shards.renew(claims.map(real), leaseMs);
      const recalledShown = recalled.map((one) => ({ ...one, ...shown(one) }));
      return { lost: lost.map(shown), closed: closed.map(shown), recalled: recalledShown };
    },
  });
}

/** The store with another decision in place of each. */
function withDecisions(store: Store, change: (decision: FleetDecision) => FleetDecision): Store {
  return {
    ...store,
    fleet: { ...store.fleet, decide: (tick, decision) => store.fleet.decide(tick, change(decision)) },
  };
}

/** Shards whose lease lapsed are handed out again as if they had been released. */
function lapseWithoutNarrowing(store: Store, clock: ManualClock): Store {
  const held = new Map<string, { claim: Claim; until: number }>();
  return withShards(store, {
    async claim(demand) {
      for (const [key, { claim, until }] of held) {
        if (clock.now() < until || claim.batchId !== demand.batchId) continue;
        held.delete(key);
        const { batchId, shardId, fence } = claim;
        await store.shards.settle({ batchId, shardId, fence, rest: 'release' });
      }
      const taken = await store.shards.claim(demand);
      if (taken) held.set(keyOf(taken), { claim: taken, until: clock.now() + demand.leaseMs });
      return taken;
    },
    renew(claims, leaseMs) {
      for (const ref of claims) {
        const one = held.get(keyOf(ref));
        if (one) one.until = clock.now() + leaseMs;
      }
      return store.shards.renew(claims, leaseMs);
    },
  });
}

/** Any pool takes what the first pool of the batch may take. */
function claimWithoutPermission(store: Store): Store {
  const pools = new Map<string, string>();
  const claiming = withShards(store, {
    claim: (demand) => store.shards.claim({ ...demand, pool: pools.get(demand.batchId) ?? demand.pool }),
  });
  return {
    ...claiming,
    batches: {
      ...store.batches,
      create(batch) {
        const [pool] = Object.keys(batch.permissions);
        if (pool !== undefined) pools.set(batch.id, pool);
        return store.batches.create(batch);
      },
    },
  };
}

export const claimMutants: readonly Mutant[] = [
  {
    name: 'a split keeps the old fence',
    plant: splitKeepsFence,
    caughtBy: [
      'claim: a shard that is cut keeps no holder of an earlier fence',
      'claim: each claim of a shard raises its fence',
      'settle: a flush under another fence is lost and changes nothing',
    ],
    foundByTwins: true,
  },
  {
    name: 'a lapse narrows nothing',
    plant: lapseWithoutNarrowing,
    caughtBy: [
      'lapses: a shard whose lease lapsed comes back before fresh ones, in eighths',
      'lapses: a single request counts its lapses',
      'lapses: a request that kills every holder is alone after three lapses',
      'suspects: a single request becomes a suspect at the moment its lease ends',
    ],
    foundByTwins: true,
  },
  {
    name: 'a claim heeds no permission',
    plant: claimWithoutPermission,
    caughtBy: ['permissions: a pool with returned gets only shards that were handed out before'],
    foundByTwins: true,
  },
  {
    name: 'suspects go to anybody',
    plant: (store) => withShards(store, { claim: (demand) => store.shards.claim({ ...demand, suspects: true }) }),
    caughtBy: ['suspects: a suspect is handed out only to who takes suspects'],
    foundByTwins: true,
  },
  {
    name: 'a claim charges nothing',
    plant: (store) => withShards(store, { claim: (demand) => store.shards.claim({ ...demand, chargePerRequest: 0 }) }),
    caughtBy: [
      'charges: a claim charges its tenant in its pool',
      'charges: concurrent claims charge all of what they take',
    ],
    foundByTwins: true,
  },
  {
    name: 'a claim takes more than was asked',
    plant: (store) =>
      withShards(store, { claim: (demand) => store.shards.claim({ ...demand, requests: demand.requests + 1 }) }),
    caughtBy: ['claim: takes at most what was asked'],
    foundByTwins: true,
  },
  {
    name: 'renew renews nothing',
    plant: (store) => withShards(store, { renew: (claims) => store.shards.renew(claims, 0) }),
    caughtBy: ['renew: holds each claim for another lease from now'],
    foundByTwins: true,
  },
  {
    name: 'renew says nothing of cancels and deadlines',
    plant: (store) =>
      withShards(store, {
        renew: async (claims, leaseMs) => ({ ...(await store.shards.renew(claims, leaseMs)), closed: [] }),
      }),
    caughtBy: [
      'cancel: renew tells the holder of a claim',
      'renew: answers claims of a batch past its deadline as closed',
    ],
    foundByTwins: true,
  },
  {
    name: 'a recall is forgotten',
    plant: (store) => withDecisions(store, (decision) => ({ ...decision, recalls: [] })),
    caughtBy: ['renew: asks a pool for the open requests of recalled claims until they end'],
    foundByTwins: true,
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
    name: 'only lanes that are shown tell what is in hands',
    plant: (store) =>
      withShards(store, {
        async lanes(query) {
          const { held, ...snapshot } = await store.shards.lanes(query);
          const shown = new Set(snapshot.lanes.map(({ tenant }) => tenant));
          return { ...snapshot, ...(held && { held: held.filter(({ tenant }) => shown.has(tenant)) }) };
        },
      }),
    caughtBy: ['lanes: what a tenant has in hands is told when asked'],
    foundByTwins: true,
  },
  {
    name: 'the claims of a dead worker are released',
    plant: (store) => ({ ...store, workers: { ...store.workers, remove: (id) => store.workers.remove(id) } }),
    caughtBy: [
      'workers: removing a dead worker ends its leases at once, as lapses',
      'workers: removing a dead worker makes a suspect of the single request that it held',
    ],
    foundByTwins: false,
  },
  {
    name: 'a removed worker keeps its claims',
    plant: (store) => ({ ...store, workers: { ...store.workers, remove: async () => {} } }),
    caughtBy: ['workers: removing a worker releases its claims at once', 'workers: a removed worker is forgotten'],
    foundByTwins: true,
  },
];
