import type { ReopenAnswer, Reopening, TenantKey } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { batchOf, endStep, isLive, type StoredBatch, saveBatch, toBatch } from './stored-batch.ts';
import { addEvents } from './timeline.ts';

export function reopenBatch(db: Database, key: TenantKey, reopening: Reopening): ReopenAnswer {
  const batch = batchOf(db, key);
  if (!batch) return { kind: 'absent' };
  const obstacle = obstacleOf(batch, reopening);
  if (obstacle) return { kind: obstacle };
  const now = db.now();
  batch.record = reopened(batch.record, reopening, now);
  batch.step.dueAt = now;
  endStep(batch);
  addEvents(db, batch, [{ kind: 'reopened', text: 'The batch was reopened.' }], now);
  saveBatch(db, batch);
  return { kind: 'reopened', batch: toBatch(batch) };
}

function obstacleOf(batch: StoredBatch, { revision }: Reopening): 'changed' | 'live' | 'failed' | 'purged' | undefined {
  const { phase, inProgressAt, purgedAt } = batch.record;
  if (revision !== undefined && revision !== batch.record.revision) return 'changed';
  if (isLive(batch)) return 'live';
  if (phase === 'failed' || inProgressAt === null) return 'failed';
  return purgedAt === null ? undefined : 'purged';
}

function reopened(
  record: StoredBatch['record'],
  { selection, window, windowMs }: Reopening,
  now: number,
): StoredBatch['record'] {
  return {
    ...record,
    phase: 'in_progress',
    revision: record.revision + 1,
    window,
    deadlineAt: now + windowMs,
    finalizingAt: null,
    endedAt: null,
    cancelRequestedAt: null,
    requeue: selection,
  };
}
