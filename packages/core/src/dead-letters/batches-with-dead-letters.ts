import { parseRequestId } from '../batch/request-id.ts';
import { SpillwayError } from '../errors/index.ts';
import { noSuchBatch } from '../spillway/no-such-batch.ts';
import { resultsPurged } from '../spillway/results-purged.ts';
import { type Batch, type Seqs, type Store, seqsOf } from '../store/index.ts';
import type { ReadableBatch } from './find-dead-letters.ts';

/** A batch to be looked through. */
export interface LookedThrough {
  readonly batch: ReadableBatch;
  /** Only these of its requests; all when left out. */
  readonly seqs?: Seqs;
}

export interface BatchesQuery {
  readonly tenant: string;
  readonly batchId?: string | undefined;
  readonly requestIds?: readonly string[] | undefined;
  /** Begins with the batches that were created before this one. */
  readonly after?: string;
}

type Ledger = Pick<Store['batches'], 'get' | 'list'>;

const BATCHES_AT_ONCE = 20;

/**
 * The batches that may hold what is asked for, newest first, or in the order in which their requests are named. Throws
 * `not_found` for a batch or request that does not exist, and `conflict` when the results of a named batch are purged.
 */
export async function* batchesWithDeadLetters(query: BatchesQuery, ledger: Ledger): AsyncGenerator<LookedThrough> {
  const { tenant, batchId, requestIds } = query;
  if (requestIds) yield* namedByRequests({ tenant, batchId, requestIds }, ledger);
  else if (batchId !== undefined) yield* readable(await known({ tenant, id: batchId }, ledger));
  else yield* listed(query, ledger);
}

async function* listed({ tenant, after }: BatchesQuery, ledger: Ledger): AsyncGenerator<LookedThrough> {
  for (let last = after, more = true; more; ) {
    const query = { tenant, limit: BATCHES_AT_ONCE, withDeadLetters: true, ...(last !== undefined && { after: last }) };
    const { batches, hasMore } = await ledger.list(query);
    for (const batch of batches) if (batch.purgedAt === null) yield* readable(batch);
    last = batches.at(-1)?.id;
    more = hasMore && last !== undefined;
  }
}

async function* namedByRequests(
  { tenant, batchId, requestIds }: Required<Pick<BatchesQuery, 'tenant' | 'requestIds'>> & BatchesQuery,
  ledger: Ledger,
): AsyncGenerator<LookedThrough> {
  const named = Map.groupBy(requestIds ?? [], (id) => parseRequestId(id)?.batchId ?? '');
  for (const [id, ids] of named) {
    const [first = ''] = ids;
    const batch = batchId === undefined || batchId === id ? await ledger.get({ tenant, id }) : undefined;
    if (!batch) throw noSuchRequest(first);
    const seqs = new Set(ids.map((one) => seqIn(batch, one)));
    for (const { batch: read } of readable(batch)) {
      yield { batch: read, seqs: seqsOf([...seqs].sort((left, right) => left - right)) };
    }
  }
}

function seqIn({ counts }: Batch, requestId: string): number {
  const { seq } = parseRequestId(requestId) ?? { seq: Number.POSITIVE_INFINITY };
  if (seq < counts.total) return seq;
  throw noSuchRequest(requestId);
}

async function known(key: { readonly tenant: string; readonly id: string }, ledger: Ledger): Promise<Batch> {
  const batch = await ledger.get(key);
  if (!batch) throw noSuchBatch(key.id, 'batch_id');
  return batch;
}

/** The batch, when it can have dead letters; throws `conflict` when its results are purged. */
export function* readable(batch: Batch): Generator<LookedThrough> {
  if (batch.purgedAt !== null) throw resultsPurged(batch);
  const { plan, inProgressAt } = batch;
  if (plan !== null && inProgressAt !== null && batch.counts.deadLettered > 0) yield { batch: { ...batch, plan } };
}

/** What is read of a batch. When the batch is purged meanwhile, the rest is left out, or refused where it was named. */
export async function* whileKept<Found>(
  { batch, named }: { readonly batch: Batch; readonly named: boolean },
  found: AsyncIterable<Found>,
  ledger: Ledger,
): AsyncGenerator<Found> {
  try {
    yield* found;
  } catch (error) {
    const now = await ledger.get(batch);
    if (!now || now.purgedAt === null) throw error;
    if (named) throw resultsPurged(now);
  }
}

function noSuchRequest(id: string): SpillwayError {
  return new SpillwayError(`No request found with id '${id}'.`, { code: 'not_found', param: 'request_ids' });
}
