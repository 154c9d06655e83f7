import type { StepHold } from '../store/batch-ledger.ts';
import { sizeOf } from '../store/seqs.ts';
import type { Requeue } from '../store/settlement.ts';
import { heldBatch } from './find-batch.ts';
import type { MemoryState } from './memory-state.ts';
import { addSettlement, moveCounts } from './stored-batch.ts';
import { addShard } from './stored-shard.ts';

export function requeueRequests(state: MemoryState, hold: StepHold, requeue: Requeue): 'recorded' | 'lost' {
  const { extent, model, seqs, from, tokens, seen } = requeue;
  const batch = heldBatch(state, hold);
  if (batch?.settlements.get(extent.firstSeq)?.at(-1)?.ordinal !== seen) return 'lost';
  const now = state.now();
  addSettlement(batch, {
    extent,
    model,
    seqs,
    as: 'requeued',
    settledAt: now,
    pool: null,
    workerId: null,
    engine: null,
  });
  addShard(batch, {
    ...structuredClone({ extent, model, open: seqs }),
    tokensPerRequest: tokens / sizeOf(seqs),
    dueAt: null,
  });
  moveCounts(batch, { from, to: 'open', requests: sizeOf(seqs), now });
  return 'recorded';
}
