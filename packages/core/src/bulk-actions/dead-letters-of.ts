import { parseRequestId } from '../batch/request-id.ts';
import type { LookedThrough } from '../dead-letters/batches-with-dead-letters.ts';
import { type Batch, type BulkActionRecord, seqsOf } from '../store/index.ts';
import type { BulkDeadLetterFilter } from './bulk-action.ts';

/** Where to look for the dead letters of an action in one batch; undefined for a batch that cannot have any. */
export function deadLettersOf(batch: Batch | undefined, { filter }: BulkActionRecord): LookedThrough | undefined {
  if (!batch || batch.plan === null) return undefined;
  const found = { ...batch, plan: batch.plan };
  const { requestIds } = filter as BulkDeadLetterFilter;
  if (!requestIds) return { batch: found };
  const named = requestIds.map(parseRequestId).filter((request) => request?.batchId === batch.id);
  const seqs = new Set(named.map((request) => request?.seq ?? 0));
  return { batch: found, seqs: seqsOf([...seqs].sort((left, right) => left - right)) };
}
