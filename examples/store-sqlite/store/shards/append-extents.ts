import { SpillwayError } from '@spillway/core/errors';
import { type PlannedExtent, type StepHold, sizeOf } from '@spillway/core/store';
import { heldBatch, type StoredBatch, saveBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { addShard } from './stored-shard.ts';

const insert = `
  insert into extents (batchId, firstSeq, requests, "offset", bytes)
  values (:batchId, :firstSeq, :requests, :offset, :bytes)`;

export function appendExtents(db: Database, hold: StepHold, extents: readonly PlannedExtent[]): number | 'lost' {
  const batch = heldBatch(db, hold);
  if (!batch || batch.record.cancelRequestedAt !== null) return 'lost';
  const fresh = extents.filter(({ firstSeq }) => firstSeq >= batch.counts.total);
  for (const extent of fresh) addExtent(db, batch, extent);
  saveBatch(db, batch);
  return batch.counts.total;
}

function addExtent(db: Database, batch: StoredBatch, { models, ...extent }: PlannedExtent): void {
  refuseGap(batch.counts.total, extent.firstSeq);
  db.change(insert, { ...extent, batchId: batch.record.id });
  for (const { model, seqs, tokens } of models) {
    addShard(db, batch, { extent, model, tokensPerRequest: tokens / sizeOf(seqs), seqs, dueAt: null });
  }
  batch.counts.total += extent.requests;
  batch.counts.open += extent.requests;
}

function refuseGap(next: number, firstSeq: number): void {
  if (firstSeq === next) return;
  throw new SpillwayError(`an extent begins at ${firstSeq} where ${next} is next`, {
    code: 'invalid_argument',
    param: 'extents',
  });
}
