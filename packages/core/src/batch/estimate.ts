import type { Batch } from '../store/index.ts';

/** When a batch will have ended if it goes on as it went. */
export interface BatchEstimate {
  readonly remainingRequests: number;
  /** Requests that ended in a second, from the start of the batch until now. */
  readonly requestsPerSecond: number;
  /** Milliseconds since the epoch. */
  readonly expectedFinishAt: number;
  /** Whether that is before the deadline. */
  readonly onTime: boolean;
}

/**
 * From the batch's own progress, at the store's time `asOf`. Null until there is some, once it has ended or is being
 * cancelled, and in a reopened batch, whose counts do not tell the requests of its last revision from the earlier ones.
 */
export function estimateOf(batch: Batch, asOf: number): BatchEstimate | null {
  const { inProgressAt, deadlineAt, counts, revision, cancelRequestedAt, endedAt } = batch;
  if (inProgressAt === null || endedAt !== null || cancelRequestedAt !== null || revision > 1) return null;
  const done = counts.succeeded + counts.failed + counts.deadLettered;
  const elapsedMs = (batch.finalizingAt ?? asOf) - inProgressAt;
  if (done === 0 || elapsedMs <= 0) return null;
  const expectedFinishAt = Math.ceil(asOf + (counts.open * elapsedMs) / done);
  return {
    remainingRequests: counts.open,
    requestsPerSecond: (done * 1_000) / elapsedMs,
    expectedFinishAt,
    onTime: expectedFinishAt <= deadlineAt,
  };
}
