import type { BatchLedger, Store } from '@spillway/core/store';
import { type Mutant, withBatches, withShards } from './mutant.ts';

function withReopen(store: Store, reopen: (ledger: BatchLedger) => BatchLedger['reopen']): Store {
  return withBatches(store, { reopen: reopen(store.batches) });
}

/** Whoever held the step before a reopening may forget shards after it. */
function reopenKeepingHolds(store: Store): Store {
  const reopened = new Set<string>();
  return {
    ...withShards(store, {
      async purge(hold, options) {
        const gone = await store.shards.purge(hold, options);
        return gone === 'lost' && reopened.has(hold.batchId) ? 0 : gone;
      },
    }),
    batches: {
      ...store.batches,
      async reopen(key, reopening) {
        const answer = await store.batches.reopen(key, reopening);
        if (answer.kind === 'reopened') reopened.add(key.id);
        return answer;
      },
    },
  };
}

/** The mark is lost as soon as it is made, and with it the reason not to reopen. */
function purgeUnmarked(store: Store): Store {
  return withBatches(store, {
    async get(key) {
      const batch = await store.batches.get(key);
      return batch && { ...batch, purgedAt: null };
    },
    async reopen(key, reopening) {
      const [answer, batch] = [await store.batches.reopen(key, reopening), await store.batches.get(key)];
      return answer.kind === 'purged' && batch ? { kind: 'reopened', batch } : answer;
    },
  });
}

function purgeMarkingEachCall(store: Store, now: () => number): Store {
  const marks = new Map<string, number>();
  return {
    ...withShards(store, {
      async purge(hold, options) {
        const gone = await store.shards.purge(hold, options);
        if (gone !== 'lost') marks.set(hold.batchId, now());
        return gone;
      },
    }),
    batches: {
      ...store.batches,
      async get(key) {
        const batch = await store.batches.get(key);
        return batch && { ...batch, purgedAt: marks.get(batch.id) ?? batch.purgedAt };
      },
    },
  };
}

/** Pages begin behind an extent that `fromSeq` cuts. */
function pagesOfWholeRest(store: Store): Store {
  return withShards(store, {
    async settlements(batchId, query) {
      const page = await store.shards.settlements(batchId, query);
      return { ...page, settlements: page.settlements.filter(({ extent }) => extent.firstSeq >= query.fromSeq) };
    },
    async list(batchId, query) {
      const page = await store.shards.list(batchId, query);
      return { ...page, shards: page.shards.filter(({ extent }) => extent.firstSeq >= query.fromSeq) };
    },
  });
}

function shardsByRow(store: Store): Store {
  return withShards(store, {
    async list(batchId, query) {
      const { shards, ...rest } = await store.shards.list(batchId, query);
      return { ...rest, shards: shards.slice(0, query.extents) };
    },
  });
}

/** Who had a shard last is shown as its holder, lease or not. */
function holdersForEver(store: Store): Store {
  const holders = new Map<string, { workerId: string; pool: string }>();
  return withShards(store, {
    async claim(demand) {
      const taken = await store.shards.claim(demand);
      if (taken) holders.set(`${taken.batchId} ${taken.seqs[0]?.[0]}`, demand);
      return taken;
    },
    async list(batchId, query) {
      const page = await store.shards.list(batchId, query);
      const shards = page.shards.map((shard) => {
        const held = holders.get(`${batchId} ${shard.seqs[0]?.[0]}`);
        return held ? { ...shard, holder: { workerId: held.workerId, pool: held.pool } } : shard;
      });
      return { ...page, shards };
    },
  });
}

/** Ordinals are places in what is shown, so they move when older events go. */
function ordinalsByPlace(store: Store): Store {
  return withBatches(store, {
    timeline: async (key) =>
      (await store.batches.timeline(key)).map((event, index) => ({ ...event, ordinal: index + 1 })),
  });
}

/** What was ever created counts, until the end of days. */
function backlogOfAllTimes(store: Store): Store {
  const tenants: string[] = [];
  return withBatches(store, {
    create(batch) {
      tenants.push(batch.tenant);
      return store.batches.create(batch);
    },
    async backlog(query) {
      const { requests } = await store.batches.backlog(query);
      const batches = tenants.filter((tenant) => query.tenant === undefined || tenant === query.tenant).length;
      return { batches, requests };
    },
  });
}

export const reopenMutants: readonly Mutant[] = [
  {
    name: 'a reopening leaves the purge its hold',
    plant: reopenKeepingHolds,
    caughtBy: [
      'reopen: whoever held a step of the ended batch changes nothing any more',
      'reopen: beside a purge',
      'purge: a call is lost once the batch was reopened',
    ],
    foundByTwins: false,
  },
  {
    name: 'a live batch is reopened again',
    plant: (store) =>
      withReopen(store, (ledger) => async (key, reopening) => {
        const [answer, batch] = [await ledger.reopen(key, reopening), await ledger.get(key)];
        return answer.kind === 'live' && batch ? { kind: 'reopened', batch } : answer;
      }),
    caughtBy: [
      'reopen: a replay answers that the batch is live',
      'reopen: of reopenings at once one is done',
      'reopen: answers why it does not',
    ],
    foundByTwins: true,
  },
  {
    name: 'a reopened batch has no window of its own',
    plant: (store) =>
      withReopen(store, (ledger) => async (key, reopening) => {
        const before = await ledger.get(key);
        const windowMs = before ? before.deadlineAt - before.createdAt : 0;
        return ledger.reopen(key, { ...reopening, windowMs });
      }),
    caughtBy: ['reopen: starts the next revision', 'reopen: what is requeued is handed out at once, until the new'],
    foundByTwins: true,
  },
  {
    name: 'reopening asks for no tenant',
    plant: (store) => {
      const tenants = new Map<string, string>();
      return withBatches(store, {
        create(batch) {
          if (!tenants.has(batch.id)) tenants.set(batch.id, batch.tenant);
          return store.batches.create(batch);
        },
        reopen: ({ tenant, id }, reopening) =>
          store.batches.reopen({ tenant: tenants.get(id) ?? tenant, id }, reopening),
      });
    },
    caughtBy: ['reopen: a batch of another tenant is absent'],
    foundByTwins: false,
  },
  {
    name: 'every advance is done with the selection',
    plant: (store) =>
      withBatches(store, { advance: (hold, to) => store.batches.advance(hold, { ...to, requeued: true }) }),
    caughtBy: ['reopen: the selection stays until an advance says that it is done with'],
    foundByTwins: true,
  },
  {
    name: 'no advance is done with the selection',
    plant: (store) => withBatches(store, { advance: (hold, { requeued, ...to }) => store.batches.advance(hold, to) }),
    caughtBy: ['reopen: the selection stays until an advance says that it is done with'],
    foundByTwins: true,
  },
  {
    name: 'a purge leaves no mark',
    plant: purgeUnmarked,
    caughtBy: [
      'purge: the first call stamps the batch',
      'purge: a batch without shards is stamped too',
      'reopen: answers why it does not',
      'reopen: beside a purge',
    ],
    foundByTwins: true,
  },
  {
    name: 'every purge moves the mark',
    plant: (store, clock) => purgeMarkingEachCall(store, clock.now),
    caughtBy: ['purge: the first call stamps the batch, and further calls leave the stamp'],
    foundByTwins: false,
  },
  {
    name: 'pages begin behind the extent that holds fromSeq',
    plant: pagesOfWholeRest,
    caughtBy: [
      'settlements: begin at the extent that holds fromSeq',
      'settlements: of the largest extent are found from its last request',
      'open shards: are paged by whole extents in seq order, from the extent that holds fromSeq',
      'open shards: of the largest extent are found from its last request',
    ],
    foundByTwins: true,
  },
  {
    name: 'open shards are paged by row, not by extent',
    plant: shardsByRow,
    caughtBy: ['open shards: are paged by whole extents'],
    foundByTwins: true,
  },
  {
    name: 'a shard keeps the holder that it had last',
    plant: holdersForEver,
    caughtBy: ['open shards: have a holder as long as its lease lives'],
    foundByTwins: true,
  },
  {
    name: 'ordinals of events are their places',
    plant: ordinalsByPlace,
    caughtBy: ['timeline: ordinals ascend, and those that a reader saw stay when older events go'],
    foundByTwins: false,
  },
  {
    name: 'the backlog holds what has ended',
    plant: backlogOfAllTimes,
    caughtBy: ['backlog: holds a batch from its creation to its end'],
    foundByTwins: true,
  },
  {
    name: 'the backlog of a user is that of the tenant',
    plant: (store) => withBatches(store, { backlog: ({ user, ...query }) => store.batches.backlog(query) }),
    caughtBy: ['backlog: is what is live of one tenant, of one user of it, or of everybody'],
    foundByTwins: false,
  },
  {
    name: 'the backlog of a user is that of its namesakes',
    plant: (store) =>
      withBatches(store, {
        backlog: ({ tenant, user }) => store.batches.backlog(user === undefined ? { tenant: tenant ?? '' } : { user }),
      }),
    caughtBy: ['backlog: is what is live of one tenant, of one user of it, or of everybody'],
    foundByTwins: false,
  },
  {
    name: 'a worker never says how long a context is',
    plant: (store) => ({
      ...store,
      workers: { ...store.workers, beat: (worker) => store.workers.beat({ ...worker, contextTokens: {} }) },
    }),
    caughtBy: ['workers: a beat records what the worker says of itself'],
    foundByTwins: false,
  },
  {
    name: 'a worker never says how fast it is',
    plant: (store) => ({
      ...store,
      workers: { ...store.workers, beat: (worker) => store.workers.beat({ ...worker, throughput: {}, readyMs: null }) },
    }),
    caughtBy: ['workers: a beat records what the worker says of itself'],
    foundByTwins: false,
  },
  {
    name: 'a worker never says what its engines do',
    plant: (store) => ({
      ...store,
      workers: {
        ...store.workers,
        beat: (worker) =>
          store.workers.beat({ ...worker, engines: worker.engines.map(({ answers: _, ...engine }) => engine) }),
      },
    }),
    caughtBy: ['workers: a beat records what each engine does, and what nobody knows of it'],
    foundByTwins: false,
  },
];
