import type { BulkActionRecord, BulkTarget } from '../store/index.ts';
import type { ActContext } from './act-context.ts';
import { hasEnded, isChanged, isGone } from './bulk-problems.ts';
import { allDone, allSkipped, type TargetVerdict } from './bulk-tally.ts';

/** The batch had no cancel mark when it was chosen: one that it has now is the wish of the action, whoever set it. */
export async function cancelTarget(
  { batchId, revision, weight }: BulkTarget,
  { tenant }: BulkActionRecord,
  { store, wakeups }: ActContext,
): Promise<TargetVerdict> {
  const batch = await store.batches.requestCancel({ tenant, id: batchId, revision });
  if (!batch) return allSkipped(weight, isGone(batchId));
  if (batch.revision !== revision) return allSkipped(weight, isChanged(batchId));
  if (batch.cancelRequestedAt === null) return allSkipped(weight, hasEnded(batchId));
  wakeups.ring('steps');
  return allDone(weight);
}
