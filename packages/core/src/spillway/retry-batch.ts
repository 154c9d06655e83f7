import { finalRecords } from '../batch/final-records.ts';
import { parseRequestId } from '../batch/request-id.ts';
import type { BlobStorage } from '../blob/index.ts';
import { SpillwayError } from '../errors/index.ts';
import {
  type Batch,
  eachSeq,
  intersectSeqs,
  type Outcome,
  outcomes,
  type RequeueSelection,
  type Seqs,
  type Store,
  seqsOf,
  sizeOf,
  subtractSeqs,
} from '../store/index.ts';
import type { Wakeups } from '../wakeups.ts';
import type { Admission } from './admission.ts';
import type { RetryOrder } from './batch-requests.ts';
import { defaultTenant } from './files.ts';
import type { Limits } from './limits.ts';
import { noSuchBatch } from './no-such-batch.ts';
import { statusOfOutcome } from './request-status.ts';
import { parseWindow } from './window.ts';

export interface RetryOptions {
  readonly store: Pick<Store, 'batches' | 'shards' | 'files'>;
  readonly blobs: Pick<BlobStorage, 'head'>;
  readonly limits: Limits;
  readonly wakeups: Wakeups;
  readonly admission: Pick<Admission, 'reopen'>;
}

const unsuccessful: readonly Outcome[] = ['failed', 'deadLettered', 'expired', 'cancelled'];

/** Starts the next revision of an ended batch, see `SpillwayBatches.retry`. */
export async function retryBatch(order: RetryOrder, options: RetryOptions): Promise<Batch> {
  const { tenant = defaultTenant, id } = order;
  const { store, limits, wakeups, admission } = options;
  const batch = await store.batches.get({ tenant, id });
  if (!batch) throw noSuchBatch(id);
  if ((order.revision ?? batch.revision) !== batch.revision) throw unready(batch, 'changed');
  refuseUnready(batch);
  const window = order.window ?? batch.window;
  const windowMs = parseWindow(window, limits);
  const selection = selectionOf(order, batch);
  await refuseVain(batch, selection, options);
  const reopening = { selection, window, windowMs, revision: batch.revision };
  const reopen = async () => {
    // Looked at last, so that it is still there when the batch is live: whoever sweeps takes no file that was visible a
    // moment ago, and none that a live batch reads.
    await refuseGone(batch, options);
    return store.batches.reopen({ tenant, id }, reopening);
  };
  const answer = await admission.reopen(batch, reopen, { windowMs, requests: mostRequests(selection, batch) });
  if (answer.kind === 'absent') throw noSuchBatch(id);
  if (answer.kind !== 'reopened') throw unready(batch, answer.kind);
  wakeups.ring('steps');
  return answer.batch;
}

function refuseUnready(batch: Batch): void {
  if (batch.endedAt === null) throw unready(batch, 'live');
  if (batch.phase === 'failed' || batch.inProgressAt === null) throw unready(batch, 'failed');
  if (batch.purgedAt !== null) throw unready(batch, 'purged');
}

function selectionOf({ outcomes = unsuccessful, requestIds }: RetryOrder, batch: Batch): RequeueSelection {
  if (outcomes.length === 0) throw nothingChosen('statuses');
  if (!requestIds) return { outcomes };
  if (requestIds.length === 0) throw nothingChosen('request_ids');
  const seqs = new Set(requestIds.map((id) => seqIn(batch, id)));
  return { outcomes, seqs: seqsOf([...seqs].sort((left, right) => left - right)) };
}

function seqIn({ id, counts }: Batch, requestId: string): number {
  const request = parseRequestId(requestId);
  if (request?.batchId === id && request.seq < counts.total) return request.seq;
  throw new SpillwayError(`Batch '${id}' has no request '${requestId}'.`, { code: 'not_found', param: 'request_ids' });
}

/** Throws `conflict` when there is nothing to be run again. */
async function refuseVain(batch: Batch, selection: RequeueSelection, { store }: RetryOptions): Promise<void> {
  const { id, counts } = batch;
  const { outcomes, seqs } = selection;
  const matches = seqs
    ? await anyEnded(store, id, selection)
    : outcomes.reduce((sum, outcome) => sum + counts[outcome], 0) > 0;
  if (!matches) throw noMatch(batch, selection);
}

/** Throws `conflict` when there is nothing that it could be run from. */
async function refuseGone({ id, tenant, inputFileId, plan }: Batch, { store, blobs }: RetryOptions): Promise<void> {
  const hasBytes = plan && (await blobs.head(plan.blob));
  const file = await store.files.get({ tenant, id: inputFileId });
  if (hasBytes && file?.blob === plan.blob) return;
  throw new SpillwayError(`The input of batch '${id}' is gone.`, {
    code: 'conflict',
    param: 'id',
    hint: 'Input files expire, see expires_after; upload the requests again and create a new batch.',
  });
}

function mostRequests({ outcomes, seqs }: RequeueSelection, { counts }: Batch): number {
  const ended = outcomes.reduce((sum, outcome) => sum + counts[outcome], 0);
  return seqs ? Math.min(ended, sizeOf(seqs)) : ended;
}

async function anyEnded(
  { shards }: RetryOptions['store'],
  batchId: string,
  { outcomes, seqs = [] }: RequeueSelection,
): Promise<boolean> {
  for (let left = seqs; left[0]; ) {
    const { settlements } = await shards.settlements(batchId, { fromSeq: left[0][0], extents: 1 });
    const [extent] = settlements.map((settlement) => settlement.extent);
    if (!extent) return false;
    const within: Seqs = [[extent.firstSeq, extent.firstSeq + extent.requests]];
    const wanted = new Set(eachSeq(intersectSeqs(left, within)));
    if (finalRecords(settlements).some(({ seq, outcome }) => wanted.has(seq) && outcomes.includes(outcome)))
      return true;
    left = subtractSeqs(left, within);
  }
  return false;
}

function unready({ id, phase }: Batch, kind: 'changed' | 'live' | 'failed' | 'purged'): SpillwayError {
  const [message, hint] = {
    changed: [`Batch '${id}' was reopened meanwhile.`, 'Look at it again.'],
    live: [`Batch '${id}' has not ended.`, 'Wait until it has, or cancel it first.'],
    failed: [
      `Batch '${id}' ${phase === 'failed' ? 'failed' : 'ended before it ran'}.`,
      'Create a new batch from its input, or clone it.',
    ],
    purged: [`The results of batch '${id}' have expired.`, 'Create a new batch from its input, or clone it.'],
  }[kind] as [string, string];
  return new SpillwayError(message, { code: 'conflict', param: 'id', hint });
}

function nothingChosen(param: string): SpillwayError {
  return new SpillwayError('No request is chosen.', {
    code: 'invalid_argument',
    param,
    hint: 'Name at least one, or leave the parameter out.',
  });
}

function noMatch({ id, counts }: Batch, { outcomes: wanted, seqs }: RequeueSelection): SpillwayError {
  const ended = outcomes.filter((outcome) => counts[outcome] > 0);
  const which = seqs ? 'None of the requests' : `No request of batch '${id}'`;
  return new SpillwayError(`${which} ended as ${wanted.map(statusOfOutcome).join(', ')}.`, {
    code: 'conflict',
    param: 'statuses',
    hint: `The batch has ${ended.map((outcome) => `${counts[outcome]} ${statusOfOutcome(outcome)}`).join(', ')}.`,
  });
}
