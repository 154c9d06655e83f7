import { type Clock, systemClock } from '../clock.ts';
import { defaultCoordinatorPace } from '../coordinator/coordinator-options.ts';
import { SpillwayError } from '../errors/index.ts';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import { systemRandomness } from '../randomness.ts';
import type { RetryOrder } from '../spillway/batch-requests.ts';
import { defaultLimits } from '../spillway/limits.ts';
import type { Batch, BatchLedger, BatchStep, BulkActionRegistry, Lines, NewBatch, Store } from '../store/index.ts';
import { createLocalWakeups } from '../wakeups.ts';
import type { SpillwayBulkActions } from './bulk-action.ts';
import type { BulkStepContext } from './bulk-step-context.ts';
import { createBulkActions } from './create-bulk-actions.ts';

/** A memory store with bulk actions, on a clock that moves when it is told. For tests. */
export interface BulkWorld {
  readonly store: Store;
  readonly actions: BulkActionRegistry;
  readonly bulkActions: SpillwayBulkActions;
  at: number;
  /** What a process on this store works with. */
  context(store?: Store): BulkStepContext;
  /** A batch that runs, by its id. */
  running(id: string, overrides?: Partial<NewBatch>): Promise<void>;
  /** A batch of two requests that has ended, the last of which failed. */
  ended(id: string, overrides?: Partial<NewBatch>): Promise<void>;
  /** Ends a batch that runs. */
  end(id: string): Promise<void>;
  batch(id: string): Promise<Batch>;
}

const tenant = 'default';

export function createBulkWorld(): BulkWorld {
  const clock: Clock = { ...systemClock, now: () => world.at, monotonic: () => world.at };
  const store = createMemoryStore({ now: () => world.at });
  const blobs = createMemoryBlobs();
  const signal = new AbortController().signal;
  const wakeups = createLocalWakeups();
  const given = { blobs, clock, wakeups, randomness: systemRandomness, limits: defaultLimits, onTrouble: () => {} };
  const { batches, shards } = store;
  const world: BulkWorld = {
    store,
    actions: store.bulkActions as BulkActionRegistry,
    bulkActions: createBulkActions({ ...given, store, closing: signal }),
    at: 1_000_000,
    context: (seen = store) => ({
      ...{ store: seen, blobs, wakeups, clock, signal, onTrouble: given.onTrouble },
      actions: seen.bulkActions as BulkActionRegistry,
      retry: (order) => reopened(seen.batches, order),
      pace: { ...defaultCoordinatorPace, actionRecordMs: 0 },
    }),
    async running(id, overrides = {}) {
      await batches.create({ ...order, id, ...overrides });
      const step = await stepOf(id);
      const seqs = [[0, 2]] as const;
      const extent = { firstSeq: 0, requests: 2, offset: 0, bytes: 20, models: [{ model: 'm', seqs, tokens: 2 }] };
      await shards.append(step, [extent]);
      await batches.advance(step, { phase: 'in_progress', dueInMs: 1 });
      world.at++;
    },
    async ended(id, overrides) {
      await world.running(id, overrides);
      await world.end(id);
    },
    async end(id) {
      const demand = { batchId: id, model: 'm', pool: 'spot', workerId: 'w', requests: 2, leaseMs: 1_000 };
      const claim = await shards.claim({ ...demand, chargePerRequest: 1, suspects: false });
      if (claim)
        await shards.settle({ batchId: id, shardId: claim.shardId, fence: claim.fence, rest: 'release', lines });
      await batches.advance(await stepOf(id), { phase: 'completed', dueInMs: null });
      world.at++;
    },
    async batch(id) {
      const batch = await batches.get({ tenant, id });
      if (!batch) throw new Error(`there is no batch ${id}`);
      return batch;
    },
  };
  return world;

  /** Nobody else takes steps here. */
  async function stepOf(id: string): Promise<BatchStep> {
    const steps = await batches.claimDue({ limit: 100, leaseMs: 0 });
    const step = steps.find(({ batchId }) => batchId === id);
    if (!step) throw new Error(`batch ${id} is not due`);
    return step;
  }
}

const lines: Lines = {
  segment: 'segment',
  offset: 0,
  seqs: [[0, 2]],
  outcomes: ['succeeded', 'failed'],
  lengths: [1, 1],
  attempts: [1, 1],
  tokensIn: [1, 1],
  tokensOut: [1, 1],
  durationsMs: [1, 1],
};

const order: NewBatch = {
  id: '',
  tenant,
  user: null,
  inputFileId: 'file',
  endpoint: '/v1/chat/completions',
  window: '24h',
  windowMs: 86_400_000,
  metadata: null,
  priority: 1,
  fingerprint: '',
  settings: {
    version: 1,
    maxAttempts: 1,
    requestTimeoutMs: 1,
    mixedModels: false,
    maxRequests: 2,
    outputExpiresAfterMs: null,
  },
  permissions: { spot: 'all' },
};

/** What is left of a retry where nothing else stands in its way. */
async function reopened(batches: BatchLedger, { id, revision, window = '24h' }: RetryOrder): Promise<Batch> {
  const selection = { outcomes: ['failed'] } as const;
  const reopening = { selection, window, windowMs: 86_400_000, ...(revision !== undefined && { revision }) };
  const answer = await batches.reopen({ tenant, id }, reopening);
  if (answer.kind === 'reopened') return answer.batch;
  throw new SpillwayError(`Batch ${id} is ${answer.kind}.`, { code: 'conflict' });
}
