import type { StepHold } from '../store/batch-ledger.ts';
import { sizeOf } from '../store/seqs.ts';
import { heldBatch } from './find-batch.ts';
import type { MemoryState } from './memory-state.ts';
import { addSettlement, moveCounts, type StoredBatch } from './stored-batch.ts';
import { hasLapsed, isOpen, release, type StoredShard } from './stored-shard.ts';

interface Withdrawal {
  readonly as: 'expired' | 'cancelled';
  readonly shards: number;
  readonly held: boolean;
}

export function withdrawShards(state: MemoryState, hold: StepHold, { as, shards, held }: Withdrawal): number | 'lost' {
  const batch = heldBatch(state, hold);
  if (!batch) return 'lost';
  const now = state.now();
  const ending = [...batch.shards.values()]
    .filter((shard) => isOpen(shard) && (held || !shard.held || hasLapsed(shard, now)))
    .slice(0, shards);
  return ending.reduce((ended, shard) => ended + endShard(batch, shard, as, now), 0);
}

function endShard(batch: StoredBatch, shard: StoredShard, as: Withdrawal['as'], now: number): number {
  const { extent, model, open } = shard;
  const requests = sizeOf(open);
  addSettlement(batch, { extent, model, seqs: open, as, settledAt: now, pool: null, workerId: null, engine: null });
  shard.open = [];
  shard.fence++;
  release(shard, now);
  moveCounts(batch, { from: 'open', to: as, requests, now });
  return requests;
}
