import type { Advance, BatchPhase, StepHold } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { recordReport } from '../history.ts';
import { endStep, hasEnded, heldBatch, type StoredBatch, saveBatch } from './stored-batch.ts';
import { addEvents } from './timeline.ts';

export function advanceBatch(db: Database, hold: StepHold, to: Advance): boolean {
  const batch = heldBatch(db, hold);
  if (!batch) return false;
  const now = db.now();
  const from = batch.record.phase;
  batch.record = advancedRecord(batch.record, to, now);
  const arrives = batch.record.phase !== from;
  batch.step.dueAt = mustLookNow(batch, arrives) ? now : to.dueInMs === null ? null : now + to.dueInMs;
  endStep(batch);
  addEvents(db, batch, to.events ?? [], now);
  if (to.work && arrives) recordReport(db, batch.record, to.work);
  saveBatch(db, batch);
  return true;
}

function mustLookNow({ record, counts, step }: StoredBatch, arrives: boolean): boolean {
  if (record.endedAt !== null) return false;
  if (step.woken) return true;
  return record.phase === 'in_progress' && (counts.open === 0 || (arrives && record.cancelRequestedAt !== null));
}

function advancedRecord(record: StoredBatch['record'], to: Advance, now: number): StoredBatch['record'] {
  const { plan, problems, usage, outputFileId, errorFileId, requeued } = to;
  const phase = phaseOf(record, to);
  return {
    ...record,
    phase,
    ...(phase !== record.phase && { [stampOf(phase)]: now }),
    ...(plan && { plan }),
    ...(problems && { problems }),
    ...(usage && { usage }),
    ...(outputFileId !== undefined && { outputFileId }),
    ...(errorFileId !== undefined && { errorFileId }),
    ...(requeued && { requeue: null }),
  };
}

/** Whoever was told that a batch is being cancelled sees it cancelled. */
function phaseOf({ cancelRequestedAt, phase }: StoredBatch['record'], to: Advance): BatchPhase {
  if (cancelRequestedAt === null || phase === to.phase) return to.phase;
  return hasEnded(to.phase) ? 'cancelled' : to.phase;
}

function stampOf(phase: BatchPhase): 'inProgressAt' | 'finalizingAt' | 'endedAt' {
  if (phase === 'in_progress') return 'inProgressAt';
  return phase === 'finalizing' ? 'finalizingAt' : 'endedAt';
}
