import type { ReopenAnswer, Reopening } from '../store/batch-ledger.ts';
import type { TenantKey } from '../store/file-registry.ts';
import { batchOf } from './find-batch.ts';
import type { MemoryState } from './memory-state.ts';
import { addEvents, endStep, isLive, type StoredBatch, toBatch } from './stored-batch.ts';

export function reopenBatch(state: MemoryState, key: TenantKey, reopening: Reopening): ReopenAnswer {
  const batch = batchOf(state, key);
  if (!batch) return { kind: 'absent' };
  const obstacle = obstacleOf(batch, reopening);
  if (obstacle) return { kind: obstacle };
  const now = state.now();
  batch.record = reopened(batch.record, reopening, now);
  batch.dueAt = now;
  endStep(batch);
  addEvents(batch, [{ kind: 'reopened', text: 'The batch was reopened.' }], now);
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
    requeue: structuredClone(selection),
  };
}
