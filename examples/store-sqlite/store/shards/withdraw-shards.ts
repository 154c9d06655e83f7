import { type StepHold, sizeOf } from '@spillway/core/store';
import { heldBatch, moveCounts, type StoredBatch, saveBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { addSettlement, byNobody } from './stored-settlement.ts';
import { release, type ShardRow, type StoredShard, saveShard, toShard } from './stored-shard.ts';

interface Withdrawal {
  readonly as: 'expired' | 'cancelled';
  readonly shards: number;
  readonly held: boolean;
}

const ending = `
  select * from shards indexed by openExtents join extents using (batchId, firstSeq)
  where batchId = :batchId and open > 0 and (:held or not held or dueAt <= :now)
  order by firstSeq, id limit :shards`;

export function withdrawShards(db: Database, hold: StepHold, withdrawal: Withdrawal): number | 'lost' {
  const batch = heldBatch(db, hold);
  if (!batch) return 'lost';
  const now = db.now();
  const { shards, held } = withdrawal;
  const rows = db.all<ShardRow>(ending, { batchId: hold.batchId, shards, held, now });
  const ended = rows.reduce((sum, row) => sum + endShard(db, batch, toShard(row), withdrawal.as, now), 0);
  saveBatch(db, batch);
  return ended;
}

function endShard(db: Database, batch: StoredBatch, shard: StoredShard, as: Withdrawal['as'], now: number): number {
  const { extent, model, seqs } = shard;
  const requests = sizeOf(seqs);
  addSettlement(db, batch, { extent, model, seqs, as, settledAt: now, ...byNobody });
  shard.seqs = [];
  shard.fence++;
  release(shard, now);
  saveShard(db, shard);
  moveCounts(batch, { from: 'open', to: as, requests, now });
  return requests;
}
