import type { ClaimRef, RecalledClaim, RenewAnswer } from '../store/claim.ts';
import type { MemoryState } from './memory-state.ts';
import { handsOut, type StoredBatch } from './stored-batch.ts';
import { isOpen, type StoredShard } from './stored-shard.ts';

export function renewClaims(state: MemoryState, claims: readonly ClaimRef[], leaseMs: number): RenewAnswer {
  const now = state.now();
  const lost: ClaimRef[] = [];
  const closed: ClaimRef[] = [];
  const recalled: RecalledClaim[] = [];
  for (const { batchId, shardId, fence } of claims) {
    const ref = { batchId, shardId, fence };
    const batch = state.batches.get(batchId);
    const shard = heldShard(batch, ref);
    if (!batch || !shard) {
      lost.push(ref);
      continue;
    }
    shard.dueAt = now + leaseMs;
    if (!handsOut(batch, now)) closed.push(ref);
    if (shard.recalled) recalled.push({ ...ref, seqs: structuredClone(shard.open) });
  }
  return { lost, closed, recalled };
}

function heldShard(batch: StoredBatch | undefined, { shardId, fence }: ClaimRef): StoredShard | undefined {
  const shard = batch?.shards.get(shardId);
  return shard?.fence === fence && shard.held && isOpen(shard) ? shard : undefined;
}
