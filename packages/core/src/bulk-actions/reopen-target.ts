import { requestIdOf } from '../batch/request-id.ts';
import { matchIn } from '../dead-letters/match-dead-letters.ts';
import type { RetryOrder } from '../spillway/batch-requests.ts';
import type { Batch, BulkActionRecord, BulkTarget } from '../store/index.ts';
import type { ActContext } from './act-context.ts';
import { isChanged, isGone, isPurged, isRunning } from './bulk-problems.ts';
import { allDone, allSkipped, type TargetVerdict } from './bulk-tally.ts';
import { deadLettersOf } from './dead-letters-of.ts';

/** Runs again whatever did not succeed. */
export async function retryTarget(
  target: BulkTarget,
  action: BulkActionRecord,
  context: ActContext,
): Promise<TargetVerdict> {
  const batch = await batchOf(target, action, context);
  return standing(batch, target) ?? reopen({}, target, { action, context });
}

/** Runs the dead letters again. Those that others dropped since the batch was chosen are skipped. */
export async function requeueTarget(
  target: BulkTarget,
  action: BulkActionRecord,
  context: ActContext,
): Promise<TargetVerdict> {
  const batch = await batchOf(target, action, context);
  const before = standing(batch, target);
  if (before) return before;
  const place = deadLettersOf(batch, action);
  const { requests, seqs } = place ? await matchIn(place, action.filter, context) : { requests: 0, seqs: [] };
  const { batchId, weight } = target;
  if (requests === 0) return allSkipped(weight, isChanged(batchId));
  const requestIds = seqs?.map((seq) => requestIdOf(batchId, seq));
  const chosen = { outcomes: ['deadLettered'] as const, ...(requestIds && { requestIds }) };
  const left = Math.min(requests, weight);
  const verdict = await reopen(chosen, { ...target, weight: left }, { action, context });
  const skipped = verdict.skipped + weight - left;
  return { ...verdict, skipped, ...(weight > left && { problem: verdict.problem ?? isChanged(batchId) }) };
}

/** Another who reopened the batch, or this one in a call whose answer was lost, did what was wanted. */
async function reopen(
  chosen: Pick<RetryOrder, 'outcomes' | 'requestIds'>,
  target: BulkTarget,
  { action, context }: { readonly action: BulkActionRecord; readonly context: ActContext },
): Promise<TargetVerdict> {
  const { tenant, window } = action;
  const { batchId: id, revision, weight } = target;
  try {
    await context.retry({ tenant, id, revision, ...(window !== null && { window }), ...chosen });
    return allDone(weight);
  } catch (error) {
    const after = standing(await batchOf(target, action, context), target);
    if (after) return after;
    throw error;
  }
}

/** What is to be said of a batch that is no longer as it was chosen; undefined when it is. */
function standing(batch: Batch | undefined, { batchId, revision, weight }: BulkTarget): TargetVerdict | undefined {
  if (!batch) return allSkipped(weight, isGone(batchId));
  if (batch.revision > revision) return allDone(weight);
  if (batch.purgedAt !== null) return allSkipped(weight, isPurged(batchId));
  return batch.endedAt === null ? allSkipped(weight, isRunning(batchId)) : undefined;
}

function batchOf(
  { batchId: id }: BulkTarget,
  { tenant }: BulkActionRecord,
  { store }: ActContext,
): Promise<Batch | undefined> {
  return store.batches.get({ tenant, id });
}
