import type { BatchStep, StepHold } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { type BatchRow, heldBatch, type StoredBatch, saveBatch, toBatch, toStored } from './stored-batch.ts';

const due = 'select * from batches where dueAt <= :now order by dueAt, number limit :limit';

export function claimSteps(db: Database, { limit, leaseMs }: { limit: number; leaseMs: number }): BatchStep[] {
  const now = db.now();
  return db.all<BatchRow>(due, { now, limit }).map((row) => takeStep(db, toStored(row), now, leaseMs));
}

/** Who takes over from a holder that was not woken finds a lapse. */
function takeStep(db: Database, batch: StoredBatch, now: number, leaseMs: number): BatchStep {
  const { step } = batch;
  if (step.held && !step.woken) step.lapses++;
  step.fence++;
  step.held = true;
  step.woken = false;
  step.dueAt = now + leaseMs;
  saveBatch(db, batch);
  return { batchId: batch.record.id, fence: step.fence, batch: toBatch(batch), lapses: step.lapses, asOf: now };
}

export function renewStep(db: Database, hold: StepHold, leaseMs: number): boolean {
  const batch = heldBatch(db, hold);
  if (!batch) return false;
  batch.step.dueAt = db.now() + leaseMs;
  saveBatch(db, batch);
  return true;
}
