import { SpillwayError } from '../errors/index.ts';
import type { StepHold } from '../store/batch-ledger.ts';
import type { PlannedExtent } from '../store/extent.ts';
import { sizeOf } from '../store/seqs.ts';
import { heldBatch } from './find-batch.ts';
import type { MemoryState } from './memory-state.ts';
import type { StoredBatch } from './stored-batch.ts';
import { addShard } from './stored-shard.ts';

export function appendExtents(state: MemoryState, hold: StepHold, extents: readonly PlannedExtent[]): number | 'lost' {
  const batch = heldBatch(state, hold);
  if (!batch || batch.record.cancelRequestedAt !== null) return 'lost';
  const fresh = extents.filter(({ firstSeq }) => firstSeq >= batch.counts.total);
  refuseGaps(fresh, batch.counts.total);
  for (const extent of fresh) addExtent(batch, extent);
  return batch.counts.total;
}

function refuseGaps(extents: readonly PlannedExtent[], total: number): void {
  let next = total;
  for (const { firstSeq, requests } of extents) {
    if (firstSeq !== next) {
      throw new SpillwayError(`an extent begins at ${firstSeq} where ${next} is next`, {
        code: 'invalid_argument',
        param: 'extents',
      });
    }
    next += requests;
  }
}

function addExtent(batch: StoredBatch, { models, ...extent }: PlannedExtent): void {
  for (const { model, seqs, tokens } of models) {
    addShard(batch, {
      extent: structuredClone(extent),
      model,
      tokensPerRequest: tokens / sizeOf(seqs),
      open: structuredClone(seqs),
      dueAt: null,
    });
  }
  batch.counts.total += extent.requests;
  batch.counts.open += extent.requests;
}
