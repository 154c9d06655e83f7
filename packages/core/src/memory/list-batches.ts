import { type BatchFilter, matchesBatch } from '../store/batch-filter.ts';
import type { BatchOrdering, BatchPage, BatchQuery } from '../store/batch-ledger.ts';
import type { MemoryState } from './memory-state.ts';
import { type StoredBatch, seenBatch, toBatch } from './stored-batch.ts';

export function listBatches(state: MemoryState, { order = 'newest', after, limit, ...filter }: BatchQuery): BatchPage {
  const { tenant } = filter;
  const visible = [...state.batches.values()].filter(({ record }) => tenant === undefined || record.tenant === tenant);
  const ordered = inOrder(visible, order);
  const last = after === undefined ? -1 : ordered.findIndex(({ record }) => record.id === after);
  if (after !== undefined && last < 0) return { batches: [], hasMore: false };
  const rest = ordered.slice(last + 1).filter((batch) => matchesBatch(seenBatch(batch), filter));
  return { batches: rest.slice(0, limit).map(toBatch), hasMore: rest.length > limit };
}

export function countBatches(state: MemoryState, filter: BatchFilter): number {
  return [...state.batches.values()].filter((batch) => matchesBatch(seenBatch(batch), filter)).length;
}

/** What was oldest first; sorting keeps the order of those with one deadline. */
function inOrder(batches: readonly StoredBatch[], order: BatchOrdering): readonly StoredBatch[] {
  if (order === 'newest') return batches.toReversed();
  if (order === 'oldest') return batches;
  return batches.toSorted((left, right) => left.record.deadlineAt - right.record.deadlineAt);
}
