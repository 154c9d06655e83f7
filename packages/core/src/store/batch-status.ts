import type { Batch, BatchPhase } from '../store/index.ts';

/** The status that people and OpenAI's clients see: a live batch with a cancel mark is `cancelling`. */
export type BatchStatus = BatchPhase | 'cancelling';

/** What people see of a batch. */
export function statusOf({ phase, cancelRequestedAt, endedAt }: Batch): BatchStatus {
  return endedAt === null && cancelRequestedAt !== null ? 'cancelling' : phase;
}
