import type { Batch, BatchCounts, BatchPhase, Outcome, Permission, StepHold, TenantKey } from '@spillway/core/store';
import type { Database } from '../database.ts';

/** A batch under the lock of a transaction: change it, then save it. */
export interface StoredBatch {
  /** All but the counts; replaced as a whole when something changes. */
  record: Readonly<Omit<Batch, 'counts'>>;
  readonly counts: { -readonly [field in keyof BatchCounts]: BatchCounts[field] };
  /** Permissions by pool, from its creation. */
  readonly permissions: Readonly<Record<string, Permission>>;
  readonly step: {
    /** When the next step is due, or the lease of its holder ends; null for never. */
    dueAt: number | null;
    fence: number;
    held: boolean;
    /** A wake-up came since the step was taken. */
    woken: boolean;
    lapses: number;
    /** The last number given to a shard or a settlement. */
    lastNumber: number;
    /** The ordinal of the newest event. */
    lastEvent: number;
  };
}

const byId = 'select * from batches where id = :id';
const update = `
  update batches set
    phase = :phase, revision = :revision, window = :window, plan = :plan, usage = :usage,
    outputFileId = :outputFileId, errorFileId = :errorFileId, problems = :problems, requeue = :requeue,
    deadlineAt = :deadlineAt, inProgressAt = :inProgressAt, finalizingAt = :finalizingAt, endedAt = :endedAt,
    cancelRequestedAt = :cancelRequestedAt, purgedAt = :purgedAt, deduplicated = :deduplicated,
    total = :total, open = :open, succeeded = :succeeded, failed = :failed, deadLettered = :deadLettered,
    expired = :expired, cancelled = :cancelled,
    dueAt = :dueAt, fence = :fence, held = :held, woken = :woken, lapses = :lapses,
    lastNumber = :lastNumber, lastEvent = :lastEvent
  where id = :id`;

const noCounts: BatchCounts = {
  total: 0,
  open: 0,
  succeeded: 0,
  failed: 0,
  deadLettered: 0,
  expired: 0,
  cancelled: 0,
};

export function findBatch(db: Database, id: string): StoredBatch | undefined {
  const row = db.get<BatchRow>(byId, { id });
  return row && toStored(row);
}

export function batchOf(db: Database, { tenant, id }: TenantKey): StoredBatch | undefined {
  const batch = findBatch(db, id);
  return batch?.record.tenant === tenant ? batch : undefined;
}

/** The batch, as long as the fence is the current one. Nobody else changes it before this transaction ends. */
export function heldBatch(db: Database, { batchId, fence }: StepHold): StoredBatch | undefined {
  const batch = findBatch(db, batchId);
  return batch?.step.fence === fence ? batch : undefined;
}

export function saveBatch(db: Database, { record, counts, step }: StoredBatch): void {
  db.change(update, { ...record, ...counts, ...step });
}

/** The batch as others see it. */
export function toBatch({ record, counts }: StoredBatch): Batch {
  return { ...record, counts: record.inProgressAt === null ? noCounts : counts };
}

/** Columns that hold JSON come as text, and what is true or false as a number. */
export type BatchRow = Omit<Batch, 'counts' | JsonField> &
  Readonly<Record<JsonField, string | null>> & { readonly permissions: string } & BatchCounts &
  Readonly<Record<'number' | 'fence' | 'held' | 'woken' | 'lapses' | 'lastNumber' | 'lastEvent', number>> & {
    readonly dueAt: number | null;
  };

type JsonField = 'metadata' | 'settings' | 'plan' | 'usage' | 'problems' | 'requeue';

export function toStored(row: BatchRow): StoredBatch {
  const { number: _, metadata, settings, plan, usage, problems, requeue, permissions, ...columns } = row;
  const { total, open, succeeded, failed, deadLettered, expired, cancelled, ...others } = columns;
  const { dueAt, fence, held, woken, lapses, lastNumber, lastEvent, ...record } = others;
  return {
    record: {
      ...record,
      metadata: parsed(metadata),
      settings: parsed(settings),
      plan: parsed(plan),
      usage: parsed(usage),
      problems: parsed(problems),
      requeue: parsed(requeue),
    },
    counts: { total, open, succeeded, failed, deadLettered, expired, cancelled },
    permissions: JSON.parse(permissions),
    step: { dueAt, fence, held: held === 1, woken: woken === 1, lapses, lastNumber, lastEvent },
  };
}

function parsed(json: string | null) {
  return json === null ? null : JSON.parse(json);
}

/** Whether a batch in this phase runs no more. */
export function hasEnded(phase: BatchPhase): boolean {
  return !['validating', 'in_progress', 'finalizing'].includes(phase);
}

export function isLive({ record }: StoredBatch): boolean {
  return !hasEnded(record.phase);
}

/** Whether the batch hands out work. */
export function handsOut({ record }: StoredBatch, now: number): boolean {
  return record.phase === 'in_progress' && record.cancelRequestedAt === null && now < record.deadlineAt;
}

/** Makes the step due now, for a holder's advance too. */
export function wake({ step }: StoredBatch, now: number): void {
  step.dueAt = Math.min(step.dueAt ?? now, now);
  step.woken = true;
}

/** Whoever held the step changes nothing any more. */
export function endStep({ step }: StoredBatch): void {
  step.fence++;
  step.held = false;
  step.woken = false;
  step.lapses = 0;
}

/** Moves requests from one count to another; the last open one wakes the batch. */
export function moveCounts(
  batch: StoredBatch,
  { from, to, requests, now }: { from: Outcome | 'open'; to: Outcome | 'open'; requests: number; now: number },
): void {
  batch.counts[from] -= requests;
  batch.counts[to] += requests;
  if (from === 'open' && batch.counts.open === 0 && batch.record.phase === 'in_progress') wake(batch, now);
}
