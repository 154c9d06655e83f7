import { type LiveLine, type LivePage, livePage } from '../batch/live-page.ts';
import { decodeCursor, encodeCursor } from '../batch/result-cursor.ts';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import { type Batch, type Seqs, type Store, sizeOf } from '../store/index.ts';
import type { ResultOrder, ResultQuery } from './batch-results.ts';
import { defaultTenant } from './files.ts';
import { noSuchBatch } from './no-such-batch.ts';
import type { Trouble } from './options.ts';
import { resultsPurged } from './results-purged.ts';
import { unlessStopped } from './unless-stopped.ts';

export interface ResultsOptions {
  readonly store: Pick<Store, 'batches' | 'shards'>;
  readonly blobs: BlobStorage;
  readonly clock: Clock;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** A page of results as the parts of Spillway itself use it. */
export interface LiveResults {
  /** As it was when the page was made. */
  readonly batch: Batch;
  readonly lines: readonly LiveLine[];
  readonly cursor: string;
  readonly done: boolean;
  /** Whether there was nothing more at that moment. */
  readonly exhausted: boolean;
}

interface Position {
  readonly batch: Batch;
  readonly order: ResultOrder;
  readonly handed: Seqs;
}

const PAGE_BYTES = 4 * 1024 ** 2;
/** Of one page of a follower. One that stands still holds several, as text and as bytes: 15 MB of 4 MiB each. */
const FOLLOWED_BYTES = 512 * 1024;
const MOST_LINES = 10_000;
const POLL_MS = 250;

/** The lines that have ended since the cursor; undefined when there is no such batch. */
export async function readResults(
  query: ResultQuery,
  options: ResultsOptions,
  maxBytes: number = PAGE_BYTES,
): Promise<LiveResults | undefined> {
  refuseBadQuery(query);
  const signal = stopOf(query, options);
  return unlessStopped(lookOnce(query, { ...options, maxBytes, signal }), signal);
}

/** Pages of results until the batch has ended. Rides out troubles that pass. */
export async function* followResults(query: ResultQuery, options: ResultsOptions): AsyncGenerator<LiveResults> {
  const { clock } = options;
  const stop = stopOf(query, options);
  for (let { cursor } = query; ; ) {
    const page = await tryReading({ ...query, ...(cursor !== undefined && { cursor }) }, options);
    if (page) {
      cursor = page.cursor;
      if (page.lines.length > 0 || page.done) yield page;
      if (page.done) return;
    }
    if (!page || page.exhausted) await clock.sleep(POLL_MS, stop);
  }
}

/** Undefined after a trouble that may pass. */
async function tryReading(query: ResultQuery, options: ResultsOptions): Promise<LiveResults | undefined> {
  try {
    const page = await readResults(query, options, FOLLOWED_BYTES);
    if (page) return page;
  } catch (error) {
    if (!SpillwayError.is(error) || !error.retryable) throw error;
    options.onTrouble({ where: 'results', error });
    return undefined;
  }
  throw noSuchBatch(query.id);
}

interface LookOptions extends ResultsOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

async function lookOnce(query: ResultQuery, options: LookOptions): Promise<LiveResults | undefined> {
  const { order = 'completion', limit = 1_000, cursor } = query;
  const batch = await getBatch(query, options);
  if (!batch) return undefined;
  const position = { batch, order, handed: handedOf(batch, order, cursor) };
  const page = pageAt(position, limit, options);
  await page.catch(() => {});
  // A batch that has ended may be reopened or purged while its settlements and segments are read.
  const after = batch.endedAt === null ? batch : await getBatch(query, options);
  const isSame = after?.revision === batch.revision && after.purgedAt === batch.purgedAt;
  return isSame ? page : lookOnce(query, options);
}

async function pageAt(
  position: Position,
  limit: number,
  { store, blobs, maxBytes, signal }: LookOptions,
): Promise<LiveResults> {
  const { batch, order, handed } = position;
  const { plan, phase } = batch;
  if (phase === 'failed') return resultsAt(position, { lines: [], handed, exhausted: true });
  if (batch.purgedAt !== null) throw resultsPurged(batch);
  // While a reopening still chooses its requests, nobody knows which of the earlier records stay.
  if (!plan || batch.inProgressAt === null || batch.requeue !== null) {
    return resultsAt(position, { lines: [], handed, exhausted: true });
  }
  const live = {
    shards: store.shards,
    blobs,
    batchId: batch.id,
    input: plan.blob,
    order,
    handed,
    limit,
    maxBytes,
    signal,
  };
  return resultsAt(position, await livePage(live));
}

function resultsAt({ batch, order }: Position, { lines, handed, exhausted }: LivePage): LiveResults {
  const over = exhausted || sizeOf(handed) === batch.counts.total;
  return {
    batch,
    lines,
    cursor: encodeCursor({ ...batch, order }, handed),
    done: batch.endedAt !== null && over,
    exhausted,
  };
}

function handedOf(batch: Batch, order: ResultOrder, cursor: string | undefined): Seqs {
  const handed = cursor === undefined ? [] : decodeCursor({ ...batch, order }, cursor);
  if (handed) return handed;
  throw new SpillwayError('The cursor is none of these results.', {
    code: 'invalid_argument',
    param: 'cursor',
    hint: 'Pass the cursor of an earlier page of the same batch, revision and order, unchanged, or none to begin anew.',
  });
}

function getBatch(
  { tenant = defaultTenant, id }: ResultQuery,
  { store, signal }: LookOptions,
): Promise<Batch | undefined> {
  signal.throwIfAborted();
  return store.batches.get({ tenant, id });
}

function stopOf({ signal }: ResultQuery, { closing }: ResultsOptions): AbortSignal {
  return signal ? AbortSignal.any([signal, closing]) : closing;
}

function refuseBadQuery({ order = 'completion', limit = 1 }: ResultQuery): void {
  if (order !== 'completion' && order !== 'input') {
    throw new SpillwayError(`'${order}' is no order of results.`, {
      code: 'invalid_argument',
      param: 'order',
      hint: 'Use completion or input.',
    });
  }
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_LINES) return;
  throw new SpillwayError(`A page cannot have ${limit} lines.`, {
    code: 'invalid_argument',
    param: 'limit',
    hint: `Use a whole number from 1 to ${MOST_LINES}.`,
  });
}
