import { SpillwayError } from '../errors/index.ts';
import type { BulkActionProblem, BulkActionRecord, BulkTarget } from '../store/index.ts';
import type { ActContext } from './act-context.ts';
import { allFailed, type TargetVerdict } from './bulk-tally.ts';
import { cancelTarget } from './cancel-target.ts';
import { dropTarget } from './drop-target.ts';
import { requeueTarget, retryTarget } from './reopen-target.ts';

const acts = {
  cancel: cancelTarget,
  retry: retryTarget,
  requeue_dead_letters: requeueTarget,
  drop_dead_letters: dropTarget,
} as const;

/**
 * Does to one batch what the action asks for. A repeat finds what was done before and does it no second time. Throws only
 * when the surroundings are away; whatever else goes wrong is a verdict, and in the way of no other batch.
 */
export async function actOnTarget(
  target: BulkTarget,
  action: BulkActionRecord,
  context: ActContext,
): Promise<TargetVerdict> {
  try {
    return await acts[action.action](target, action, context);
  } catch (error) {
    context.signal.throwIfAborted();
    if (SpillwayError.is(error) && error.retryable && error.code !== 'limit_reached') throw error;
    if (!SpillwayError.is(error)) context.onTrouble({ where: `bulk action on ${target.batchId}`, error });
    return allFailed(target.weight, problemOf(target, error));
  }
}

function problemOf({ batchId }: BulkTarget, error: unknown): BulkActionProblem {
  if (SpillwayError.is(error)) return { batchId, code: error.code, message: error.message };
  return { batchId, code: 'internal', message: `An error of Spillway kept batch '${batchId}' as it was.` };
}
