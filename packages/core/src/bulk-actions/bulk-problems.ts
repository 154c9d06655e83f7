import type { Batch, BulkActionProblem } from '../store/index.ts';

/** Nothing is known of the batch any more. */
export function isGone(batchId: string): BulkActionProblem {
  return { batchId, code: 'not_found', message: `Batch '${batchId}' is no longer there.` };
}

/** Somebody else started it anew since the action was created. */
export function isChanged(batchId: string): BulkActionProblem {
  return { batchId, code: 'changed', message: `Batch '${batchId}' was reopened or changed meanwhile.` };
}

export function hasEnded(batchId: string): BulkActionProblem {
  return { batchId, code: 'ended', message: `Batch '${batchId}' has ended.` };
}

export function isRunning(batchId: string): BulkActionProblem {
  return { batchId, code: 'running', message: `Batch '${batchId}' has not ended.` };
}

export function isPurged(batchId: string): BulkActionProblem {
  return { batchId, code: 'purged', message: `The results of batch '${batchId}' have expired.` };
}

/** Why there is nothing to cancel in a batch; undefined where there is. */
export function whyNotCancel({ id, endedAt, cancelRequestedAt }: Batch): BulkActionProblem | undefined {
  if (endedAt !== null) return hasEnded(id);
  if (cancelRequestedAt === null) return undefined;
  return { batchId: id, code: 'cancelling', message: `Batch '${id}' is being cancelled.` };
}

/** Why there is nothing to retry in a batch; undefined where there is. */
export function whyNotRetry(batch: Batch): BulkActionProblem | undefined {
  const { id: batchId, endedAt, phase, inProgressAt, purgedAt } = batch;
  if (endedAt === null) return isRunning(batchId);
  if (phase === 'failed' || inProgressAt === null) {
    return { batchId, code: 'never_ran', message: `Batch '${batchId}' failed or ended before it ran.` };
  }
  if (purgedAt !== null) return isPurged(batchId);
  if (unsuccessful(batch) > 0) return undefined;
  return { batchId, code: 'succeeded', message: `Every request of batch '${batchId}' succeeded.` };
}

/** Requests that a retry runs again. */
export function unsuccessful({ counts }: Batch): number {
  return counts.failed + counts.deadLettered + counts.expired + counts.cancelled;
}
