import { SpillwayError } from '@spillway/core/errors';
import type { Batch, NewBatch } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { findBatch, saveBatch, toBatch } from './stored-batch.ts';
import { addEvents } from './timeline.ts';

const insert = `
  insert into batches (
    id, tenant, user, phase, revision, inputFileId, endpoint, window, metadata, priority, fingerprint, settings,
    permissions, plan, usage, outputFileId, errorFileId, problems, requeue, createdAt, deadlineAt, inProgressAt,
    finalizingAt, endedAt, cancelRequestedAt, purgedAt, deduplicated, total, open, succeeded, failed, deadLettered,
    expired, cancelled, dueAt, fence, held, woken, lapses, lastNumber, lastEvent
  ) values (
    :id, :tenant, :user, 'validating', 1, :inputFileId, :endpoint, :window, :metadata, :priority, :fingerprint, :settings,
    :permissions, null, null, null, null, '[]', null, :createdAt, :deadlineAt, null,
    null, null, null, null, 0, 0, 0, 0, 0, 0,
    0, 0, :createdAt, 0, 0, 0, 0, 0, 0
  )`;

export function createBatch(db: Database, { windowMs, ...batch }: NewBatch): Batch {
  const existing = findBatch(db, batch.id);
  if (existing?.record.tenant === batch.tenant) return toBatch(existing);
  if (existing) throw new SpillwayError(`batch ${batch.id} belongs to another tenant`, { code: 'conflict' });
  const createdAt = db.now();
  db.change(insert, { ...batch, createdAt, deadlineAt: createdAt + windowMs });
  return withCreation(db, batch.id, createdAt);
}

function withCreation(db: Database, id: string, at: number): Batch {
  const batch = findBatch(db, id);
  if (!batch) throw new SpillwayError(`batch ${id} was not recorded`, { code: 'internal' });
  addEvents(db, batch, [{ kind: 'created', text: 'The batch was created.' }], at);
  saveBatch(db, batch);
  return toBatch(batch);
}
