import type { BatchFilter, BatchQuery, PlannedExtent, Store } from '@spillway/core/store';
import { type Mutant, withBatches, withShards } from './mutant.ts';

/** Extents that were appended before are appended once more behind the total. */
function appendWithoutGuard(store: Store): Store {
  const moved = (extents: readonly PlannedExtent[], by: number): readonly PlannedExtent[] =>
    extents.map((extent) => ({
      ...extent,
      firstSeq: extent.firstSeq + by,
      models: extent.models.map((one) => ({
        ...one,
        seqs: one.seqs.map(([from, end]) => [from + by, end + by] as const),
      })),
    }));
  return withShards(store, {
    async append(hold, extents) {
      const total = await store.shards.append(hold, []);
      const first = extents[0]?.firstSeq;
      if (total === 'lost' || first === undefined || first >= total) return store.shards.append(hold, extents);
      return store.shards.append(hold, moved(extents, total - first));
    },
  });
}

/** A cancel is shown, and that is all. */
function cancelThatHandsOut(store: Store, now: () => number): Store {
  const marks = new Map<string, number>();
  return withBatches(store, {
    async get(key) {
      const batch = await store.batches.get(key);
      return batch && { ...batch, cancelRequestedAt: marks.get(batch.id) ?? batch.cancelRequestedAt };
    },
    async requestCancel(key) {
      const batch = await store.batches.get(key);
      if (!batch) return undefined;
      if (!marks.has(batch.id)) marks.set(batch.id, now());
      return { ...batch, cancelRequestedAt: marks.get(batch.id) as number };
    },
  });
}

function deadLettersOfEnded(store: Store): Store {
  return withBatches(store, {
    async list(query) {
      const page = await store.batches.list(query);
      if (!query.withDeadLetters) return page;
      return { ...page, batches: page.batches.filter(({ endedAt }) => endedAt !== null) };
    },
  });
}

/** Whoever ever held a step acts under the current fence. */
function stepsWithoutFence(store: Store): Store {
  const current = new Map<string, number>();
  return withBatches(store, {
    async claimDue(query) {
      const steps = await store.batches.claimDue(query);
      for (const { batchId, fence } of steps) current.set(batchId, fence);
      return steps;
    },
    advance: ({ batchId, fence }, to) => store.batches.advance({ batchId, fence: current.get(batchId) ?? fence }, to),
    renew: ({ batchId, fence }, ms) => store.batches.renew({ batchId, fence: current.get(batchId) ?? fence }, ms),
  });
}

function getOfAnyTenant(store: Store): Store {
  const tenants = new Map<string, string>();
  return withBatches(store, {
    create(batch) {
      if (!tenants.has(batch.id)) tenants.set(batch.id, batch.tenant);
      return store.batches.create(batch);
    },
    get: ({ tenant, id }) => store.batches.get({ tenant: tenants.get(id) ?? tenant, id }),
  });
}

/** Pages hold as many settlements as they should hold extents. */
function settlementsByRow(store: Store): Store {
  return withShards(store, {
    async settlements(batchId, query) {
      const { settlements, ...rest } = await store.shards.settlements(batchId, query);
      return { ...rest, settlements: settlements.slice(0, query.extents) };
    },
  });
}

function requeueUnseen(store: Store): Store {
  return withShards(store, {
    async requeue(hold, requeue) {
      const { firstSeq } = requeue.extent;
      const page = await store.shards.settlements(hold.batchId, { fromSeq: firstSeq, extents: 1 });
      return store.shards.requeue(hold, { ...requeue, seen: page.settlements.at(-1)?.ordinal ?? requeue.seen });
    },
  });
}

/** Of the steps that are due, those of the oldest batches are taken. */
function stepsByAge(store: Store): Store {
  const created: string[] = [];
  const age = ({ batchId }: { readonly batchId: string }): number => created.indexOf(batchId);
  return withBatches(store, {
    create(batch) {
      created.push(batch.id);
      return store.batches.create(batch);
    },
    async claimDue({ limit, leaseMs }) {
      const steps = await store.batches.claimDue({ limit: 1_000, leaseMs });
      return steps.toSorted((left, right) => age(left) - age(right)).slice(0, limit);
    },
  });
}

/** A page behind what another tenant has begins at the beginning. */
function listBehindAnybody(store: Store): Store {
  const tenants = new Map<string, string>();
  return withBatches(store, {
    create(batch) {
      tenants.set(batch.id, batch.tenant);
      return store.batches.create(batch);
    },
    list({ after, ...query }) {
      const isForeign = after !== undefined && tenants.has(after) && tenants.get(after) !== query.tenant;
      return store.batches.list({ ...query, ...(after !== undefined && !isForeign && { after }) });
    },
  });
}

/** Durations are integers, and what is more is cut off. */
function cutFractions(store: Store): Store {
  const cut = withBatches(store, {
    claimDue: ({ limit, leaseMs }) => store.batches.claimDue({ limit, leaseMs: Math.floor(leaseMs) }),
    advance: (hold, { dueInMs, ...to }) =>
      store.batches.advance(hold, { ...to, dueInMs: dueInMs === null ? null : Math.floor(dueInMs) }),
  });
  return withShards(cut, {
    claim: (demand) => store.shards.claim({ ...demand, leaseMs: Math.floor(demand.leaseMs) }),
  });
}

function listWith(store: Store, change: (query: BatchQuery) => BatchQuery): Store {
  return withBatches(store, { list: (query) => store.batches.list(change(query)) });
}

const withoutSearch = ({ search: _, ...filter }: BatchFilter): BatchFilter => filter;

export const batchMutants: readonly Mutant[] = [
  {
    name: 'the oldest batches come when the newest are asked for',
    plant: (store) =>
      listWith(store, (query) => ({
        ...query,
        order: query.order === 'newest' ? 'oldest' : (query.order ?? 'newest'),
      })),
    caughtBy: ['batch queries: every order holds the same batches', 'batch queries: a page begins behind'],
    foundByTwins: false,
  },
  {
    name: 'lists and counts pass over one word',
    plant: (store) =>
      withBatches(store, {
        list: ({ limit, after, order, ...filter }) =>
          store.batches.list({ ...withoutSearch(filter), limit, ...(after && { after }), ...(order && { order }) }),
        count: (filter) => store.batches.count(withoutSearch(filter)),
      }),
    caughtBy: ['batch queries: a list holds what each word', 'batch queries: search and metadata take every character'],
    foundByTwins: false,
  },
  {
    name: 'a count is of all tenants',
    plant: (store) => withBatches(store, { count: ({ tenant: _, ...filter }) => store.batches.count(filter) }),
    caughtBy: ['batch queries: without a tenant a filter chooses'],
    foundByTwins: false,
  },
  {
    name: 'progress tells of one pool in each span',
    plant: (store) =>
      withShards(store, {
        async progress(batchId, query) {
          const points = await store.shards.progress(batchId, query);
          return points.filter(({ at }, index) => points.findIndex((point) => point.at === at) === index);
        },
      }),
    caughtBy: ['progress: tells how many requests each pool settled'],
    foundByTwins: false,
  },
  {
    name: 'append has no replay guard',
    plant: appendWithoutGuard,
    caughtBy: [
      'append: a replay changes nothing',
      'append: a later holder of the step goes on where the last one stopped',
    ],
    foundByTwins: true,
  },
  {
    name: 'steps are taken by the age of their batches',
    plant: stepsByAge,
    caughtBy: ['steps: claimDue takes the longest due first'],
    foundByTwins: false,
  },
  {
    name: 'a page begins behind a batch of anybody',
    plant: listBehindAnybody,
    caughtBy: ['batches: a page behind a batch of another tenant is empty'],
    foundByTwins: false,
  },
  {
    name: 'fractions of a millisecond are cut off',
    plant: cutFractions,
    caughtBy: ['steps: a lease or a due time of a fraction', 'lapses: a lease or a delay of a fraction'],
    foundByTwins: false,
  },
  {
    name: 'a cancelled batch still hands out',
    plant: (store, clock) => cancelThatHandsOut(store, clock.now),
    caughtBy: [
      'cancel: a cancelled batch hands out nothing',
      'cancel: requestCancel marks a live batch, makes it due now',
      'append: a cancel mark refuses further extents',
    ],
    foundByTwins: true,
  },
  {
    name: 'steps check no fence',
    plant: stepsWithoutFence,
    caughtBy: ['steps: a stale fence renews and advances nothing'],
    foundByTwins: true,
  },
  {
    name: 'a step is taken by two',
    plant: (store) => withBatches(store, { claimDue: (query) => store.batches.claimDue({ ...query, leaseMs: 0 }) }),
    caughtBy: ['steps: a step is not due before its lease ends', 'steps: no two holders take one step'],
    foundByTwins: true,
  },
  {
    name: 'get answers batches of other tenants',
    plant: getOfAnyTenant,
    caughtBy: ['batches: a batch of another tenant is answered like one that does not exist'],
    foundByTwins: false,
  },
  {
    name: 'settlements are paged by row, not by extent',
    plant: settlementsByRow,
    caughtBy: ['settlements: are paged by whole extents', 'settlements: keep extents of more than one shard together'],
    foundByTwins: false,
  },
  {
    name: 'requeue asks not what was seen',
    plant: requeueUnseen,
    caughtBy: ['requeue: reopens ended requests once', 'requeue: an extent that was settled since it was seen is lost'],
    foundByTwins: false,
  },
  {
    name: 'withdraw ends what is held',
    plant: (store) =>
      withShards(store, {
        withdraw: (hold, as, { shards }) => store.shards.withdraw(hold, as, { shards, held: true }),
      }),
    caughtBy: ['withdraw: leaves shards under a live lease alone unless told otherwise'],
    foundByTwins: true,
  },
  {
    name: 'a file in use is removed',
    plant: (store) => ({
      ...store,
      files: {
        ...store.files,
        async remove(key) {
          const answer = await store.files.remove(key);
          return answer === 'in_use' ? 'removed' : answer;
        },
      },
    }),
    caughtBy: ['files: a file that a live batch of its tenant reads is in use until the batch ends'],
    foundByTwins: false,
  },
  {
    name: 'a list of batches with dead letters leaves out those that run',
    plant: deadLettersOfEnded,
    caughtBy: ['dead letters: a list of batches with dead letters holds those that have some'],
    foundByTwins: false,
  },
];
