import { createHash } from 'node:crypto';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { type Deduplication, deduplicationOf } from '../deduplication/deduplication-settings.ts';
import { SpillwayError } from '../errors/index.ts';
import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Retention } from '../retention/retention.ts';
import type { Batch, BatchSettings, NewBatch, Store } from '../store/index.ts';
import { traceCreate } from '../telemetry/traces/trace-create.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { Wakeups } from '../wakeups.ts';
import { refuseBadBatchUser } from './account-name.ts';
import { type Admission, createAdmission } from './admission.ts';
import { filterOf, refuseUnknownOrder } from './batch-choice.ts';
import type { BatchOrder } from './batch-order.ts';
import type { ResultPage } from './batch-results.ts';
import { chartProgress, spanFor } from './chart-progress.ts';
import { cloneOrder } from './clone-order.ts';
import { defaultTenant } from './files.ts';
import type { Limits } from './limits.ts';
import { noSuchBatch } from './no-such-batch.ts';
import type { BatchNews, Trouble } from './options.ts';
import { priorityOf } from './priority.ts';
import { createQuotes } from './quotes.ts';
import { refuseUnknownEndpoint } from './refuse-unknown-endpoint.ts';
import { readRequest } from './request-detail.ts';
import { readRequestPage } from './request-page.ts';
import { followResults, type LiveResults, readResults } from './results.ts';
import { retryBatch } from './retry-batch.ts';
import type { SpillwayBatches } from './spillway.ts';
import { untilEnded } from './until-ended.ts';
import { parseWindow } from './window.ts';

export interface BatchesOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  readonly retention: Retention;
  readonly pools: readonly Pool[];
  readonly fleetPolicy: FleetPolicy;
  readonly refuseInfeasible: boolean;
  readonly maxAttempts: number;
  readonly requestTimeoutMs: number;
  /** How far answers may reach; orders may ask for less. */
  readonly deduplication: Deduplication;
  readonly randomness: Randomness;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  readonly traces: Traces;
  readonly onTrouble: (trouble: Trouble) => void;
  readonly onBatchNews?: (news: BatchNews) => void;
  /** Aborts when the Spillway is closed: nobody waits any longer. */
  readonly closing: AbortSignal;
}

export function createBatches(options: BatchesOptions): SpillwayBatches {
  const { store, wakeups, clock, closing, onTrouble } = options;
  const quotes = createQuotes(options);
  const admission = createAdmission({ ...options, ...(options.refuseInfeasible && { feasibility: quotes }) });
  const get: SpillwayBatches['get'] = ({ tenant = defaultTenant, id }) => store.batches.get({ tenant, id });
  const create: SpillwayBatches['create'] = (order) => createBatch(order, { ...options, admission });
  const isRepeat = async (order: BatchOrder): Promise<boolean> =>
    (await store.batches.get(newBatchOf(order, options))) !== undefined;
  return {
    get,
    create,
    quote: (request) => quotes.quote(request),
    clone: async (order) => create(await cloneOrder(order, { store, isRepeat })),
    retry: (order) => retryBatch(order, { ...options, admission }),
    async list({ order = 'newest', after, limit = 20, ...choice } = {}) {
      refuseUnknownOrder(order);
      return store.batches.list({ ...filterOf(choice), order, limit, ...(after !== undefined && { after }) });
    },
    count: async (choice = {}) => store.batches.count(filterOf(choice)),
    async cancel({ tenant = defaultTenant, id }) {
      const batch = await store.batches.requestCancel({ tenant, id });
      wakeups.ring('steps');
      return batch;
    },
    requests: (query) => readRequestPage(query, options),
    request: (key) => readRequest(key, options),
    async results(query) {
      const page = await readResults(query, options);
      return page && pageOf(page);
    },
    async *follow(query) {
      for await (const page of followResults(query, options)) yield pageOf(page);
    },
    async progress(key) {
      const batch = await get(key);
      if (!batch) return undefined;
      const spanMs = spanFor((batch.endedAt ?? clock.now()) - batch.createdAt);
      const points = batch.purgedAt === null ? await store.shards.progress(batch.id, { spanMs }) : [];
      return chartProgress(points, spanMs);
    },
    timeline: ({ tenant = defaultTenant, id }) => store.batches.timeline({ tenant, id }),
    ended: ({ signal, ...key }) =>
      untilEnded({
        ...{ what: 'the batch', find: () => get(key), absent: () => noSuchBatch(key.id) },
        ...{ signal, closing, clock, onTrouble },
      }),
  };
}

async function createBatch(
  order: BatchOrder,
  { admission, ...options }: BatchesOptions & { readonly admission: Admission },
): Promise<Batch> {
  const { wakeups, onBatchNews } = options;
  const asked = newBatchOf(order, options);
  const called = { id: asked.id, endpoint: asked.endpoint, traceparent: order.traceparent };
  const batch = await traceCreate(called, options, () => admission.create(asked));
  if (batch.fingerprint !== asked.fingerprint) throw usedKey();
  wakeups.ring('steps');
  const text = `Created for ${batch.endpoint}, to be done within ${batch.window}.`;
  if (batch.phase === 'validating') onBatchNews?.({ batchId: batch.id, kind: 'created', text });
  return batch;
}

function pageOf({ lines, cursor, done }: LiveResults): ResultPage {
  return { lines: lines.map(({ line }) => line), cursor, done };
}

function newBatchOf(order: BatchOrder, { limits, pools, randomness, ...rest }: BatchesOptions): NewBatch {
  const { tenant = defaultTenant, inputFileId, endpoint, window = '24h', metadata = null } = order;
  refuseUnknownEndpoint(endpoint, limits);
  refuseBadMetadata(metadata);
  if (order.user !== undefined) refuseBadBatchUser(order.user);
  const priority = priorityOf(metadata, order.priority);
  const settings: BatchSettings = {
    version: 1,
    maxAttempts: rest.maxAttempts,
    requestTimeoutMs: rest.requestTimeoutMs,
    mixedModels: order.mixedModels ?? false,
    maxRequests: limits.batchRequests,
    outputExpiresAfterMs: order.outputExpiresAfterMs ?? rest.retention.outputFilesMs,
    deduplicate: deduplicationOf(rest.deduplication, order.deduplicate),
  };
  const asked = { tenant, inputFileId, endpoint, window, metadata, priority };
  const { mixedModels, outputExpiresAfterMs, user, deduplicate } = order;
  // Of what was asked alone: a retry that meets a server with other limits is still the same call.
  const fingerprint = digestOf({ ...asked, mixedModels, outputExpiresAfterMs, user, deduplicate });
  return {
    ...asked,
    user: user ?? null,
    settings,
    id: `batch_${order.idempotencyKey === undefined ? randomness.id() : idOf(tenant, order.idempotencyKey)}`,
    windowMs: parseWindow(window, limits),
    fingerprint,
    permissions: Object.fromEntries(pools.map((pool) => [pool.name, pool.permission])),
  };
}

/** One batch for a key: the id is a function of it, so two creates at the same moment meet in one record. */
function idOf(tenant: string, idempotencyKey: string): string {
  return digestOf([tenant, idempotencyKey]).slice(0, 26);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function refuseBadMetadata(metadata: Batch['metadata']): void {
  const pairs = Object.entries(metadata ?? {});
  const bad = pairs.find(([key, value]) => typeof value !== 'string' || isLonger(key, 64) || isLonger(value, 512));
  if (pairs.length <= 16 && !bad) return;
  throw new SpillwayError(bad ? `The metadata '${bad[0]}' is too long or no string.` : 'There are too many metadata.', {
    code: 'invalid_argument',
    param: 'metadata',
    hint: 'At most 16 pairs, with keys of up to 64 and string values of up to 512 characters.',
  });
}

/** Characters as people and other languages count them, not UTF-16 units. */
function isLonger(text: string, most: number): boolean {
  return text.length > most && (text.length > 2 * most || [...text].length > most);
}

function usedKey(): SpillwayError {
  return new SpillwayError('This idempotency key was used before for another batch.', {
    code: 'invalid_argument',
    param: 'idempotency_key',
    hint: 'Repeat the first call unchanged, or use a fresh key.',
  });
}
