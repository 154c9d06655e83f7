import { dropIn } from '../dead-letters/drop-dead-letters.ts';
import type { BulkActionRecord, BulkTarget } from '../store/index.ts';
import type { ActContext } from './act-context.ts';
import { isChanged, isGone, isPurged } from './bulk-problems.ts';
import { allDone, allSkipped, type TargetVerdict } from './bulk-tally.ts';
import { deadLettersOf } from './dead-letters-of.ts';

/** What is no longer a dead letter was dropped, by an earlier try that was cut short or by others: that is what is wanted. */
export async function dropTarget(
  { batchId, revision, weight }: BulkTarget,
  action: BulkActionRecord,
  context: ActContext,
): Promise<TargetVerdict> {
  const batch = await context.store.batches.get({ tenant: action.tenant, id: batchId });
  if (!batch) return allSkipped(weight, isGone(batchId));
  if (batch.revision !== revision) return allSkipped(weight, isChanged(batchId));
  if (batch.purgedAt !== null) return allSkipped(weight, isPurged(batchId));
  const place = deadLettersOf(batch, action);
  const { left } = place ? await dropIn(place, action.filter, context) : { left: 0 };
  if (left === 0) return allDone(weight);
  const skipped = Math.min(left, weight);
  return { done: weight - skipped, skipped, failed: 0, problem: isChanged(batchId) };
}
