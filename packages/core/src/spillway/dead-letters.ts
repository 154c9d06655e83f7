import type { BlobStorage } from '../blob/index.ts';
import { batchesWithDeadLetters, whileKept } from '../dead-letters/batches-with-dead-letters.ts';
import type { DeadLetterFilter } from '../dead-letters/dead-letter-filter.ts';
import { deadLetterLines } from '../dead-letters/dead-letter-lines.ts';
import { type DeadLetterDrop, type DroppedDeadLetters, dropDeadLetters } from '../dead-letters/drop-dead-letters.ts';
import { type DeadLetterSource, findDeadLetters } from '../dead-letters/find-dead-letters.ts';
import { type DeadLetterGroups, groupBounds, groupDeadLetters } from '../dead-letters/group-dead-letters.ts';
import { type DeadLetterPage, listDeadLetters } from '../dead-letters/list-dead-letters.ts';
import {
  type DeadLetterRequeue,
  type RequeuedDeadLetters,
  requeueDeadLetters,
} from '../dead-letters/requeue-dead-letters.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Batch, Store } from '../store/index.ts';
import type { BatchRequestDetail, RetryOrder } from './batch-requests.ts';
import { defaultTenant } from './files.ts';
import type { Limits } from './limits.ts';
import { readRequest } from './request-detail.ts';
import { createTurns } from './turns.ts';
import { unlessStopped } from './unless-stopped.ts';

/** Which dead letters to list. */
export interface DeadLetterQuery extends Omit<DeadLetterFilter, 'requestIds'> {
  /** Id of the request after which the page begins. An unknown one answers an empty page. */
  readonly after?: string;
  /** 1 to 100; 20 by default. */
  readonly limit?: number;
}

/**
 * Requests that were given up: their attempts are exhausted, or they killed those who ran them. Of another tenant nothing
 * exists. Batches that still run tell of theirs, too.
 */
export interface SpillwayDeadLetters {
  /**
   * A page of dead letters, those of the newest batch first and of a batch in the order of its input. Throws `not_found`
   * for a batch that does not exist, and `conflict` once its results are purged.
   */
  list(query?: DeadLetterQuery): Promise<DeadLetterPage>;
  /** One dead letter with its lines and attempts; undefined for a request that is none. Throws `conflict` as `list`. */
  get(key: {
    readonly tenant?: string;
    readonly id: string;
    readonly signal?: AbortSignal;
  }): Promise<BatchRequestDetail | undefined>;
  /**
   * Runs dead letters again: reopens their batches, which have new files at the end. Batches that have not ended are left
   * out, and so are those that cannot be reopened; the answer names them. With `dryRun` it changes nothing and answers the
   * numbers that the call would have without. Throws `not_found` for a batch or request that does not exist.
   */
  requeue(order?: DeadLetterRequeue): Promise<RequeuedDeadLetters>;
  /**
   * Makes plain failures of dead letters: they leave the list, and their lines stay in the error files. Batches that have
   * not ended are left out, and the answer names them. With `dryRun` it changes nothing and answers the numbers that the
   * call would have without. Throws as `requeue`. When it fails halfway, a repeat does the rest.
   */
  drop(order?: DeadLetterDrop): Promise<DroppedDeadLetters>;
  /**
   * Dead letters by how they failed, the most frequent first. Counts those of the newest batches, 100,000 at the most, and
   * says whether these are all. Throws as `list`.
   */
  groups(filter?: DeadLetterFilter): Promise<DeadLetterGroups>;
  /**
   * Dead letters as lines of JSON: the request, its line of the input, its line of the error file, its attempts. Flat
   * memory, however many there are. Throws as `list`, before the first chunk.
   */
  download(filter?: DeadLetterFilter): AsyncIterable<Uint8Array>;
}

export interface DeadLettersOptions {
  readonly store: Pick<Store, 'batches' | 'shards' | 'tenants'>;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  /** Reopens one batch, see `SpillwayBatches.retry`. */
  readonly retry: (order: RetryOrder) => Promise<Batch>;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
}

const MOST_DEAD_LETTERS = 100;

export function createDeadLetters(options: DeadLettersOptions): SpillwayDeadLetters {
  const { store, blobs, closing } = options;
  const sourceOf = (signal?: AbortSignal): DeadLetterSource => ({
    store,
    blobs,
    signal: signal ? AbortSignal.any([signal, closing]) : closing,
  });
  const inTurn = createTurns();
  return {
    async list({ tenant = defaultTenant, limit = 20, signal, ...query } = {}) {
      refuseBadLimit(limit);
      const source = sourceOf(signal);
      return unlessStopped(listDeadLetters({ tenant, limit, ...query }, source), source.signal);
    },
    async get(key) {
      const request = await readRequest(key, options);
      return request?.status === 'dead_lettered' ? request : undefined;
    },
    async requeue({ tenant = defaultTenant, signal, ...order } = {}) {
      return requeueDeadLetters({ tenant, ...order }, { ...options, ...sourceOf(signal), store });
    },
    async drop({ tenant = defaultTenant, signal, ...order } = {}) {
      return dropDeadLetters({ tenant, ...order }, sourceOf(signal));
    },
    async groups({ tenant = defaultTenant, signal, ...filter } = {}) {
      const source = sourceOf(signal);
      // Some seconds of reading each: however often a tenant asks, it has no more than one at a time.
      const look = inTurn(tenant, () => groupDeadLetters({ tenant, ...filter }, source, groupBounds));
      return unlessStopped(look, source.signal);
    },
    download: ({ tenant = defaultTenant, signal, ...filter } = {}) => linesOf({ tenant, ...filter }, sourceOf(signal)),
  };
}

async function* linesOf(
  { tenant, batchId, requestIds, model, code, fingerprint }: DeadLetterFilter & { readonly tenant: string },
  source: DeadLetterSource,
): AsyncGenerator<Uint8Array> {
  const named = batchId !== undefined || requestIds !== undefined;
  const ledger = source.store.batches;
  for await (const { batch, seqs } of batchesWithDeadLetters({ tenant, batchId, requestIds }, ledger)) {
    yield* whileKept({ batch, named }, linesIn(), ledger);

    async function* linesIn(): AsyncGenerator<Uint8Array> {
      for await (const found of findDeadLetters({ batch, seqs, model, code, fingerprint }, source)) {
        yield* deadLetterLines(batch, found, source);
      }
    }
  }
}

function refuseBadLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MOST_DEAD_LETTERS) return;
  throw new SpillwayError(`A page cannot have ${limit} dead letters.`, {
    code: 'invalid_argument',
    param: 'limit',
    hint: `Use a whole number from 1 to ${MOST_DEAD_LETTERS}.`,
  });
}
