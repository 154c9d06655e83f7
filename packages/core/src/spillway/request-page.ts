import { parseRequestId } from '../batch/request-id.ts';
import { type RequestState, requestStates } from '../batch/request-states.ts';
import { type BlobStorage, readBlob } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import { findInCustomIdIndex } from '../input/index.ts';
import type { Batch, BatchPlan, Store } from '../store/index.ts';
import {
  type BatchRequest,
  type BatchRequestPage,
  type BatchRequestQuery,
  type RequestStatus,
  requestStatuses,
} from './batch-requests.ts';
import { defaultTenant } from './files.ts';
import { mostWith, requestStatusOf } from './request-status.ts';
import { requestViews } from './request-view.ts';
import { resultsPurged } from './results-purged.ts';
import { unlessStopped } from './unless-stopped.ts';

export interface RequestsOptions {
  readonly store: Pick<Store, 'batches' | 'shards'>;
  readonly blobs: BlobStorage;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
}

/** A batch whose requests can be seen. */
interface PlannedBatch extends Batch {
  readonly plan: BatchPlan;
}

const MOST_REQUESTS = 100;
const EXTENTS_AT_ONCE = 16;
const nothing: BatchRequestPage = { requests: [], hasMore: false };

interface Search extends RequestsOptions {
  readonly batch: PlannedBatch;
  /** -1 to begin with the first. */
  readonly afterSeq: number;
  /** Requests to look for, at the most. */
  readonly atMost: number;
  readonly status: RequestStatus | undefined;
  readonly signal: AbortSignal;
}

/** A page of the requests of a batch, see `SpillwayBatches.requests`. */
export async function readRequestPage(
  query: BatchRequestQuery,
  options: RequestsOptions,
): Promise<BatchRequestPage | undefined> {
  const { tenant = defaultTenant, id, limit = 20, after, status, customId } = query;
  refuseBadQuery(query);
  const batch = await options.store.batches.get({ tenant, id });
  if (!batch) return undefined;
  if (!isPlanned(batch)) return nothing;
  const afterSeq = after === undefined ? -1 : seqIn(batch, after);
  if (afterSeq === undefined) return nothing;
  const signal = query.signal ? AbortSignal.any([query.signal, options.closing]) : options.closing;
  // One more than fits tells whether there are more.
  const search = { ...options, batch, afterSeq, atMost: limit + 1, status, signal };
  const found = await unlessStopped(
    customId === undefined ? statesWith(search) : statesNamed(customId, search),
    signal,
  );
  const requests = await unlessStopped(viewsIn(batch, found.slice(0, limit), search), signal);
  return { requests, hasMore: found.length > limit };
}

/** Whether its requests are known yet; throws `conflict` when they are no longer. */
export function isPlanned(batch: Batch): batch is PlannedBatch {
  if (batch.inProgressAt === null || batch.plan === null) return false;
  if (batch.purgedAt !== null) throw resultsPurged(batch);
  return true;
}

export function viewsIn(
  { id: batchId, plan }: PlannedBatch,
  states: readonly RequestState[],
  { blobs, signal }: { readonly blobs: BlobStorage; readonly signal: AbortSignal },
): Promise<BatchRequest[]> {
  return requestViews(states, { blobs, batchId, input: plan.blob, signal });
}

/** What an id names in this batch; undefined when that is nothing. */
function seqIn({ id, counts }: Batch, requestId: string): number | undefined {
  const request = parseRequestId(requestId);
  return request?.batchId === id && request.seq < counts.total ? request.seq : undefined;
}

async function statesWith(search: Search): Promise<RequestState[]> {
  const { store, batch, afterSeq, atMost, status, signal } = search;
  const inAll = status ? mostWith(status, batch.counts) : batch.counts.total;
  const found: RequestState[] = [];
  if (inAll === 0) return found;
  const walk = { shards: store.shards, batchId: batch.id, fromSeq: afterSeq + 1, wanted: partOf(status) };
  for await (const states of requestStates({ ...walk, extents: EXTENTS_AT_ONCE })) {
    signal.throwIfAborted();
    for (const state of states) {
      if (isWanted(state, search)) found.push(state);
      if (found.length === atMost || found.length === inAll) return found;
    }
  }
  return found;
}

/** Of the requests whose custom_id has the same hash, those that have it. */
async function statesNamed(customId: string, search: Search): Promise<RequestState[]> {
  const { store, blobs, batch, signal } = search;
  const { customIdIndex } = batch.plan;
  if (customIdIndex === null) return [];
  const readRange = (offset: number, length: number) => readBlob(blobs, customIdIndex, { offset, length, signal });
  const found: RequestState[] = [];
  for (const seq of await findInCustomIdIndex(readRange, customId)) {
    const state = await readState(store.shards, batch.id, seq);
    if (!state || !isWanted(state, search)) continue;
    const [view] = await viewsIn(batch, [state], search);
    if (view?.customId === customId) found.push(state);
  }
  return found;
}

/** Where one request is; undefined when there is none. */
export async function readState(
  shards: Store['shards'],
  batchId: string,
  seq: number,
): Promise<RequestState | undefined> {
  for await (const states of requestStates({ shards, batchId, fromSeq: seq, wanted: 'all', extents: 1 })) {
    return states.find((state) => state.seq === seq);
  }
  return undefined;
}

function isWanted(state: RequestState, { afterSeq, status }: Search): boolean {
  return state.seq > afterSeq && (status === undefined || requestStatusOf(state) === status);
}

function partOf(status: RequestStatus | undefined): 'open' | 'ended' | 'all' {
  if (status === undefined) return 'all';
  return status === 'queued' || status === 'running' ? 'open' : 'ended';
}

function refuseBadQuery({ limit = 1, status }: BatchRequestQuery): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_REQUESTS) {
    throw new SpillwayError(`A page cannot have ${limit} requests.`, {
      code: 'invalid_argument',
      param: 'limit',
      hint: `Use a whole number from 1 to ${MOST_REQUESTS}.`,
    });
  }
  if (status === undefined || requestStatuses.includes(status)) return;
  throw new SpillwayError(`'${status}' is no status of a request.`, {
    code: 'invalid_argument',
    param: 'status',
    hint: `Use one of ${requestStatuses.join(', ')}.`,
  });
}
