import type { Batch, BatchCounts, BatchPhase, RecordedEvent, TimelineEvent } from '../store/batch.ts';
import type { Permission } from '../store/lane.ts';
import type { Outcome, Settlement } from '../store/settlement.ts';
import type { StoredShard } from './stored-shard.ts';

export interface StoredBatch {
  /** All but the counts; replaced as a whole when something changes. */
  record: Readonly<Omit<Batch, 'counts'>>;
  readonly counts: { -readonly [field in keyof BatchCounts]: BatchCounts[field] };
  /** Permissions by pool, from its creation. */
  readonly permissions: Readonly<Record<string, Permission>>;
  /** Permissions that the fleet decided, by model and pool. */
  readonly decided: Map<string, Map<string, Permission>>;
  /** When the next step is due, or the lease of its holder ends; null for never. */
  dueAt: number | null;
  fence: number;
  held: boolean;
  /** A wake-up came since the step was taken. */
  woken: boolean;
  lapses: number;
  /** By id, oldest first. */
  readonly shards: Map<number, StoredShard>;
  /** By the first seq of the extent. */
  readonly settlements: Map<number, Settlement[]>;
  /** The last number given to a shard or a settlement. */
  lastNumber: number;
  timeline: readonly RecordedEvent[];
  /** The ordinal of the newest event. */
  lastEvent: number;
}

const timelineLength = 200;
const noCounts: BatchCounts = {
  total: 0,
  open: 0,
  succeeded: 0,
  failed: 0,
  deadLettered: 0,
  expired: 0,
  cancelled: 0,
};

export function createStoredBatch(
  record: StoredBatch['record'],
  permissions: Readonly<Record<string, Permission>>,
): StoredBatch {
  return {
    record,
    counts: { ...noCounts },
    permissions,
    decided: new Map(),
    dueAt: record.createdAt,
    fence: 0,
    held: false,
    woken: false,
    lapses: 0,
    shards: new Map(),
    settlements: new Map(),
    lastNumber: 0,
    timeline: [],
    lastEvent: 0,
  };
}

/** The batch as others see it. */
export function toBatch(batch: StoredBatch): Batch {
  return structuredClone(seenBatch(batch));
}

/** The batch as others see it, for whoever only looks. */
export function seenBatch({ record, counts }: StoredBatch): Batch {
  return { ...record, counts: record.inProgressAt === null ? noCounts : counts };
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

export function permissionOf(batch: StoredBatch, model: string, pool: string): Permission {
  return batch.decided.get(model)?.get(pool) ?? batch.permissions[pool] ?? 'none';
}

/** Makes the step due now, for a holder's advance too. */
export function wake(batch: StoredBatch, now: number): void {
  batch.dueAt = Math.min(batch.dueAt ?? now, now);
  batch.woken = true;
}

/** Whoever held the step changes nothing any more. */
export function endStep(batch: StoredBatch): void {
  batch.fence++;
  batch.held = false;
  batch.woken = false;
  batch.lapses = 0;
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

export function addSettlement(batch: StoredBatch, settlement: Omit<Settlement, 'ordinal'>): void {
  const ofExtent = batch.settlements.get(settlement.extent.firstSeq) ?? [];
  const recorded = structuredClone({ ...settlement, ordinal: ++batch.lastNumber });
  batch.settlements.set(settlement.extent.firstSeq, [...ofExtent, recorded]);
}

export function addEvents(batch: StoredBatch, events: readonly TimelineEvent[], at: number): void {
  const recorded = events.map(({ kind, text }) => ({ kind, text, ordinal: ++batch.lastEvent, at }));
  batch.timeline = [...batch.timeline, ...recorded].slice(-timelineLength);
}
