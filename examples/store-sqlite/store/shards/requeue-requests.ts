import { type Requeue, type StepHold, sizeOf } from '@spillway/core/store';
import { heldBatch, moveCounts, saveBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { addSettlement, byNobody } from './stored-settlement.ts';
import { addShard } from './stored-shard.ts';

const lastOrdinal = `
  select max(ordinal) as last from settlements where batchId = :batchId and firstSeq = :firstSeq`;

export function requeueRequests(db: Database, hold: StepHold, requeue: Requeue): 'recorded' | 'lost' {
  const { extent, model, seqs, from, tokens, seen } = requeue;
  const batch = heldBatch(db, hold);
  const settled = db.get<{ last: number | null }>(lastOrdinal, { batchId: hold.batchId, firstSeq: extent.firstSeq });
  if (!batch || settled?.last !== seen) return 'lost';
  const now = db.now();
  addSettlement(db, batch, { extent, model, seqs, as: 'requeued', settledAt: now, ...byNobody });
  addShard(db, batch, { extent, model, tokensPerRequest: tokens / sizeOf(seqs), seqs, dueAt: null });
  moveCounts(batch, { from, to: 'open', requests: sizeOf(seqs), now });
  saveBatch(db, batch);
  return 'recorded';
}
