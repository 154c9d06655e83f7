import type { StepHold } from '@spillway/core/store';
import { heldBatch, saveBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';

const forgetShards = `
  delete from shards where batchId = :batchId and id in (
    select id from shards where batchId = :batchId order by firstSeq, id limit :shards)`;
const firstLeft = 'select min(firstSeq) as firstSeq from shards where batchId = :batchId';
const forgetSettlements = 'delete from settlements where batchId = :batchId and firstSeq < :firstSeq';
const forgetExtents = 'delete from extents where batchId = :batchId and firstSeq < :firstSeq';

/** Shards go by extent, so what lies before the first that is left has lost its last one. */
export function purgeShards(db: Database, hold: StepHold, shards: number): number | 'lost' {
  const batch = heldBatch(db, hold);
  if (!batch) return 'lost';
  batch.record = { ...batch.record, purgedAt: batch.record.purgedAt ?? db.now() };
  saveBatch(db, batch);
  const { batchId } = hold;
  const gone = db.change(forgetShards, { batchId, shards });
  const firstSeq = db.get<{ firstSeq: number | null }>(firstLeft, { batchId })?.firstSeq ?? Number.MAX_SAFE_INTEGER;
  db.change(forgetSettlements, { batchId, firstSeq });
  db.change(forgetExtents, { batchId, firstSeq });
  return gone;
}
