import type { ManualClock } from '@spillway/contract';
import type { Claim, ClaimRef, Store } from '@spillway/core/store';
import { keyOf, type Mutant, withShards } from './mutant.ts';

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

/** What is answered as closed keeps the end of its lease. */
function renewOpenOnly(store: Store, { now }: ManualClock): Store {
  const until = new Map<string, number>();
  return withShards(store, {
    async claim(demand) {
      const taken = await store.shards.claim(demand);
      if (taken) until.set(keyOf(taken), now() + demand.leaseMs);
      return taken;
    },
    async renew(refs, leaseMs) {
      const answer = await store.shards.renew(refs, leaseMs);
      const closed = new Set(answer.closed.map(keyOf));
      for (const ref of refs) {
        const end = until.get(keyOf(ref)) ?? now();
        if (closed.has(keyOf(ref))) await store.shards.renew([ref], end - now());
        else until.set(keyOf(ref), now() + leaseMs);
      }
      return answer;
    },
  });
}

/** What a dead worker held is due from the moment of its removal, also where its lease had ended. */
function removeByNow(store: Store): Store {
  const held = new Map<string, Claim[]>();
  const claiming = withShards(store, {
    async claim(demand) {
      const taken = await store.shards.claim(demand);
      if (taken) held.set(demand.workerId, [...(held.get(demand.workerId) ?? []), taken]);
      return taken;
    },
  });
  const remove: Store['workers']['remove'] = async (id, how) => {
    await store.shards.renew(held.get(id) ?? [], 0);
    return store.workers.remove(id, how);
  };
  return { ...claiming, workers: { ...store.workers, remove } };
}

/** A lane is due when its first shard is, even if that is behind the deadline. */
function dueBehindDeadline(store: Store): Store {
  return withShards(store, {
    async lanes(query) {
      const snapshot = await store.shards.lanes(query);
      const lanes = snapshot.lanes.map(async (lane) => {
        const { shards } = await store.shards.list(lane.batchId, { fromSeq: 0, extents: 100 });
        return { ...lane, dueInMs: Math.max(lane.dueInMs, Math.min(...shards.map(({ dueInMs }) => dueInMs))) };
      });
      return { ...snapshot, lanes: await Promise.all(lanes) };
    },
  });
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
    name: 'what is closed is not wanted back',
    plant: (store) =>
      withShards(store, {
        async renew(claims, leaseMs) {
          const { recalled, ...answer } = await store.shards.renew(claims, leaseMs);
          const closed = new Set(answer.closed.map(keyOf));
          return { ...answer, recalled: recalled.filter((one) => !closed.has(keyOf(one))) };
        },
      }),
    caughtBy: ['renew: recalled claims of a cancelled batch are answered as closed and as recalled'],
    foundByTwins: false,
  },
  {
    name: 'what is closed is not renewed',
    plant: renewOpenOnly,
    caughtBy: ['renew: what is answered as closed is held for another lease'],
    foundByTwins: false,
  },
  {
    name: 'a dead worker’s leases all end when it is removed',
    plant: removeByNow,
    caughtBy: ['workers: a lease that had ended keeps its end when its holder is removed as dead'],
    foundByTwins: false,
  },
  {
    name: 'a lane is due behind its deadline',
    plant: dueBehindDeadline,
    caughtBy: ['lanes: nothing that is due only after the deadline may be claimed'],
    foundByTwins: false,
  },
  {
    name: 'charges are whole',
    plant: (store) =>
      withShards(store, {
        claim: (demand) => store.shards.claim({ ...demand, chargePerRequest: Math.ceil(demand.chargePerRequest) }),
      }),
    caughtBy: ['charges: a claim charges its tenant in its pool'],
    foundByTwins: false,
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
