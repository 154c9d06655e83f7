import { requestIdOf } from '../batch/request-id.ts';
import type { BlobStorage } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import type { RetryOrder } from '../spillway/batch-requests.ts';
import type { Limits } from '../spillway/limits.ts';
import { parseWindow } from '../spillway/window.ts';
import type { Batch, Store } from '../store/index.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import type { DeadLetterSource } from './find-dead-letters.ts';
import { foreseeRoom } from './foresee-room.ts';
import { type MatchedBatch, matchDeadLetters } from './match-dead-letters.ts';

/** Dead letters to be run again. */
export interface DeadLetterRequeue extends DeadLetterFilter {
  /** Window of each batch's new revision, from now; the batch's own by default. */
  readonly window?: string;
  /** Whether only to say what would happen; false by default. */
  readonly dryRun?: boolean;
}

/** What a requeue does, or with `dryRun` would do. */
export interface RequeuedDeadLetters {
  /** Dead letters that were asked for, in all. */
  readonly matched: number;
  /** Batches that are reopened for them. */
  readonly batches: readonly { readonly batchId: string; readonly requests: number }[];
  /** Batches that are not, with the reason. */
  readonly skipped: readonly SkippedBatch[];
  /** The same batches in their new revisions; none of a dry run. */
  readonly reopened: readonly Batch[];
}

/** A batch whose dead letters stay as they are. */
export interface SkippedBatch {
  readonly batchId: string;
  readonly requests: number;
  /** `running`: it has not ended. `input_gone`. `no_room`: a limit on what waits. `refused`: reopening it was. */
  readonly reason: 'running' | 'input_gone' | 'no_room' | 'refused';
  /** A sentence for people. */
  readonly message: string;
}

export interface RequeueSource extends DeadLetterSource {
  readonly store: Pick<Store, 'batches' | 'shards' | 'tenants'>;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  /** Reopens one batch, as `SpillwayBatches.retry`. */
  readonly retry: (order: RetryOrder) => Promise<Batch>;
}

/**
 * Looks first at everything that is asked for, then reopens batch by batch: a dry run ends in between, so that it tells
 * the numbers of the run that follows it.
 */
export async function requeueDeadLetters(
  { window, dryRun = false, ...filter }: DeadLetterRequeue & { readonly tenant: string },
  source: RequeueSource,
): Promise<RequeuedDeadLetters> {
  if (window !== undefined) parseWindow(window, source.limits);
  const matched = await Array.fromAsync(matchDeadLetters(filter, source));
  const { ready, skipped } = await sift(matched, source);
  const reopened: Batch[] = [];
  const batches: MatchedBatch[] = [];
  for (const one of ready) {
    const answer = dryRun ? undefined : await reopen(one, window, source);
    if (answer && 'reason' in answer) {
      skipped.push(answer);
      continue;
    }
    batches.push(one);
    if (answer) reopened.push(answer);
  }
  return {
    matched: matched.reduce((sum, { requests }) => sum + requests, 0),
    batches: batches.map(({ batch, requests }) => ({ batchId: batch.id, requests })),
    skipped,
    reopened,
  };
}

interface Sifted {
  readonly ready: readonly MatchedBatch[];
  readonly skipped: SkippedBatch[];
}

async function sift(matched: readonly MatchedBatch[], source: RequeueSource): Promise<Sifted> {
  const skipped: SkippedBatch[] = [];
  const ended: MatchedBatch[] = [];
  for (const one of matched) {
    const { batch } = one;
    if (batch.endedAt === null) skipped.push(skip(one, 'running', `Batch '${batch.id}' has not ended.`));
    else if (await source.blobs.head(batch.plan.blob)) ended.push(one);
    else skipped.push(skip(one, 'input_gone', `The input of batch '${batch.id}' is gone.`));
  }
  const refusals = await foreseeRoom(ended, source);
  const ready = ended.filter((one, index) => {
    const refusal = refusals[index];
    if (refusal !== undefined) skipped.push(skip(one, 'no_room', refusal));
    return refusal === undefined;
  });
  return { ready, skipped };
}

/** What changed since the look, or has no room after all, is skipped: the others are not held up by it. */
async function reopen(
  matched: MatchedBatch,
  window: string | undefined,
  { retry }: RequeueSource,
): Promise<Batch | SkippedBatch> {
  const { batch, seqs } = matched;
  try {
    return await retry({
      tenant: batch.tenant,
      id: batch.id,
      outcomes: ['deadLettered'],
      ...(seqs && { requestIds: seqs.map((seq) => requestIdOf(batch.id, seq)) }),
      ...(window !== undefined && { window }),
    });
  } catch (error) {
    if (!SpillwayError.is(error) || !expected.has(error.code)) throw error;
    return skip(matched, error.code === 'limit_reached' ? 'no_room' : 'refused', error.message);
  }
}

const expected: ReadonlySet<string> = new Set(['conflict', 'not_found', 'limit_reached', 'window_infeasible']);

function skip({ batch, requests }: MatchedBatch, reason: SkippedBatch['reason'], message: string): SkippedBatch {
  return { batchId: batch.id, requests, reason, message };
}
