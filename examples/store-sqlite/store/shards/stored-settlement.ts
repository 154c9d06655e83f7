import type { Settlement } from '@spillway/core/store';
import type { StoredBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';

const insert = `
  insert into settlements (batchId, firstSeq, ordinal, seqs, model, settledAt, "as", lines, pool, workerId, engine)
  values (:batchId, :firstSeq, :ordinal, :seqs, :model, :settledAt, :as, :lines, :pool, :workerId, :engine)`;

/** Adds a settlement to a batch that the caller saves: its row counts them. */
export function addSettlement(
  db: Database,
  { record, step }: StoredBatch,
  { extent, ...settlement }: Omit<Settlement, 'ordinal'>,
): void {
  const { firstSeq } = extent;
  const added = { as: null, lines: null, ...settlement, firstSeq, ordinal: ++step.lastNumber };
  db.change(insert, { ...added, batchId: record.id });
}

/** What nobody worked at. */
export const byNobody = { pool: null, workerId: null, engine: null } as const;
