import type { StepHold } from '../store/batch-ledger.ts';
import { heldBatch } from './find-batch.ts';
import type { MemoryState } from './memory-state.ts';

export function purgeShards(state: MemoryState, hold: StepHold, limit: number): number | 'lost' {
  const batch = heldBatch(state, hold);
  if (!batch) return 'lost';
  batch.record = { ...batch.record, purgedAt: batch.record.purgedAt ?? state.now() };
  const byExtent = [...batch.shards.values()].sort(
    (left, right) => left.extent.firstSeq - right.extent.firstSeq || left.id - right.id,
  );
  const gone = byExtent.slice(0, limit);
  for (const { id } of gone) batch.shards.delete(id);
  const left = new Set(byExtent.slice(limit).map(({ extent }) => extent.firstSeq));
  for (const firstSeq of batch.settlements.keys()) if (!left.has(firstSeq)) batch.settlements.delete(firstSeq);
  return gone.length;
}
