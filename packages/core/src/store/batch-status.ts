import type { Batch, BatchPhase } from './batch.ts';

/** Every status of a batch, in the order of its life. */
export const batchStatuses = [
  'validating',
  'in_progress',
  'finalizing',
  'cancelling',
  'completed',
  'failed',
  'expired',
  'cancelled',
] as const;

/** The status that people and OpenAI's clients see: a live batch with a cancel mark is `cancelling`. */
export type BatchStatus = BatchPhase | 'cancelling';

/** What people see of a batch. */
export function statusOf({ phase, cancelRequestedAt, endedAt }: Batch): BatchStatus {
  return endedAt === null && cancelRequestedAt !== null ? 'cancelling' : phase;
}
