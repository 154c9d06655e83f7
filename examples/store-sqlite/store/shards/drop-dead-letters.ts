import { type Drop, dropOutcomes, type Settlement } from '@spillway/core/store';
import { findBatch, moveCounts, saveBatch } from '../batches/stored-batch.ts';
import { addEvents } from '../batches/timeline.ts';
import type { Database } from '../database.ts';
import { readSettlements } from './read-settlements.ts';

const update = `
  update settlements set lines = :lines where batchId = :batchId and firstSeq = :firstSeq and ordinal = :ordinal`;

export function dropDeadLetters(
  db: Database,
  batchId: string,
  { extent: { firstSeq }, seqs, seen, events = [] }: Drop,
): number | 'lost' {
  const batch = findBatch(db, batchId);
  if (!batch || batch.record.endedAt === null || batch.record.purgedAt !== null) return 'lost';
  const settlements = settlementsOf(db, batchId, firstSeq);
  if (settlements.at(-1)?.ordinal !== seen) return 'lost';
  const { requests, changed } = dropOutcomes(settlements, seqs);
  if (requests === 0) return 0;
  for (const { ordinal, lines } of changed) db.change(update, { batchId, firstSeq, ordinal, lines });
  moveCounts(batch, { from: 'deadLettered', to: 'failed', requests, now: db.now() });
  addEvents(db, batch, events, db.now());
  saveBatch(db, batch);
  return requests;
}

function settlementsOf(db: Database, batchId: string, firstSeq: number): readonly Settlement[] {
  const { settlements } = readSettlements(db, batchId, { fromSeq: firstSeq, extents: 1 });
  return settlements.filter(({ extent }) => extent.firstSeq === firstSeq);
}
