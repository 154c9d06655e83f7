import type { ClaimRef, RecalledClaim, RenewAnswer } from '@spillway/core/store';
import { findBatch, handsOut } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { findShard, isOpen, type StoredShard, saveShard } from './stored-shard.ts';

/** Needs not be atomic, but one transaction for all claims waits for the disk once. */
export function renewClaims(db: Database, claims: readonly ClaimRef[], leaseMs: number): RenewAnswer {
  const now = db.now();
  const lost: ClaimRef[] = [];
  const closed: ClaimRef[] = [];
  const recalled: RecalledClaim[] = [];
  for (const { batchId, shardId, fence } of claims) {
    const ref = { batchId, shardId, fence };
    const batch = findBatch(db, batchId);
    const shard = heldShard(db, ref);
    if (!batch || !shard) {
      lost.push(ref);
      continue;
    }
    shard.dueAt = now + leaseMs;
    saveShard(db, shard);
    if (!handsOut(batch, now)) closed.push(ref);
    if (shard.recalled) recalled.push({ ...ref, seqs: shard.seqs });
  }
  return { lost, closed, recalled };
}

function heldShard(db: Database, ref: ClaimRef): StoredShard | undefined {
  const shard = findShard(db, ref);
  return shard?.fence === ref.fence && shard.held && isOpen(shard) ? shard : undefined;
}
