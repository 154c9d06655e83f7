import { SpillwayError } from '../errors/index.ts';
import type { Batch, BatchPhase, NewBatch } from '../store/batch.ts';
import type { Advance, BatchLedger, BatchStep, StepHold } from '../store/batch-ledger.ts';
import type { TenantKey } from '../store/file-registry.ts';
import { batchOf, heldBatch } from './find-batch.ts';
import { recordReport } from './history.ts';
import { countBatches, listBatches } from './list-batches.ts';
import { measureBacklog } from './measure-backlog.ts';
import type { MemoryState } from './memory-state.ts';
import { reopenBatch } from './reopen-batch.ts';
import {
  addEvents,
  createStoredBatch,
  endStep,
  hasEnded,
  isLive,
  type StoredBatch,
  toBatch,
  wake,
} from './stored-batch.ts';

export function createBatchLedger(state: MemoryState): BatchLedger {
  return {
    create: async (batch) => createBatch(state, batch),
    get: async (key) => optionally(toBatch, batchOf(state, key)),
    list: async (query) => listBatches(state, query),
    count: async (filter) => countBatches(state, filter),
    claimDue: async (query) => claimDue(state, query),
    renew: async (hold, leaseMs) => renewStep(state, hold, leaseMs),
    advance: async (hold, to) => advance(state, hold, to),
    requestCancel: async (key) => requestCancel(state, key),
    reopen: async (key, reopening) => reopenBatch(state, key, reopening),
    backlog: async (query) => measureBacklog(state, query),
    timeline: async (key) => structuredClone(batchOf(state, key)?.timeline ?? []),
  };
}

function optionally<From, To>(map: (from: From) => To, from: From | undefined): To | undefined {
  return from === undefined ? undefined : map(from);
}

function createBatch(state: MemoryState, { windowMs, permissions, ...batch }: NewBatch): Batch {
  const existing = state.batches.get(batch.id);
  if (existing?.record.tenant === batch.tenant) return toBatch(existing);
  if (existing) throw new SpillwayError(`batch ${batch.id} belongs to another tenant`, { code: 'conflict' });
  const now = state.now();
  const stored = createStoredBatch(
    structuredClone({ ...unplanned, ...batch, createdAt: now, deadlineAt: now + windowMs }),
    structuredClone(permissions),
  );
  addEvents(stored, [{ kind: 'created', text: 'The batch was created.' }], now);
  state.batches.set(batch.id, stored);
  return toBatch(stored);
}

const unplanned = {
  phase: 'validating',
  revision: 1,
  plan: null,
  deduplicated: 0,
  usage: null,
  outputFileId: null,
  errorFileId: null,
  problems: [],
  inProgressAt: null,
  finalizingAt: null,
  endedAt: null,
  cancelRequestedAt: null,
  requeue: null,
  purgedAt: null,
} as const;

function claimDue(state: MemoryState, { limit, leaseMs }: { limit: number; leaseMs: number }): BatchStep[] {
  const now = state.now();
  const dueAt = (batch: StoredBatch): number => batch.dueAt ?? Infinity;
  return [...state.batches.values()]
    .filter((batch) => dueAt(batch) <= now)
    .sort((left, right) => dueAt(left) - dueAt(right))
    .slice(0, limit)
    .map((batch) => takeStep(batch, now, leaseMs));
}

function takeStep(batch: StoredBatch, now: number, leaseMs: number): BatchStep {
  if (batch.held && !batch.woken) batch.lapses++;
  batch.fence++;
  batch.held = true;
  batch.woken = false;
  batch.dueAt = now + leaseMs;
  return {
    batchId: batch.record.id,
    fence: batch.fence,
    batch: toBatch(batch),
    lapses: batch.lapses,
    asOf: now,
  };
}

function renewStep(state: MemoryState, hold: StepHold, leaseMs: number): boolean {
  const batch = heldBatch(state, hold);
  if (!batch) return false;
  batch.dueAt = state.now() + leaseMs;
  return true;
}

function advance(state: MemoryState, hold: StepHold, to: Advance): boolean {
  const batch = heldBatch(state, hold);
  if (!batch) return false;
  const now = state.now();
  const from = batch.record.phase;
  batch.record = advancedRecord(batch.record, to, now);
  const arrives = batch.record.phase !== from;
  batch.dueAt = mustLookNow(batch, arrives) ? now : to.dueInMs === null ? null : now + to.dueInMs;
  endStep(batch);
  addEvents(batch, to.events ?? [], now);
  if (to.work && arrives) recordReport(state, batch.record, to.work);
  return true;
}

function mustLookNow({ record, counts, woken }: StoredBatch, arrives: boolean): boolean {
  if (record.endedAt !== null) return false;
  if (woken) return true;
  return record.phase === 'in_progress' && (counts.open === 0 || (arrives && record.cancelRequestedAt !== null));
}

function advancedRecord(record: StoredBatch['record'], to: Advance, now: number): StoredBatch['record'] {
  const { plan, problems, usage, outputFileId, errorFileId, requeued } = to;
  const phase = phaseOf(record, to);
  return {
    ...record,
    phase,
    ...(phase !== record.phase && { [stampOf(phase)]: now }),
    ...(plan && { plan: structuredClone(plan) }),
    ...(problems && { problems: structuredClone(problems) }),
    ...(usage && { usage: structuredClone(usage) }),
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

function requestCancel(state: MemoryState, key: TenantKey & { readonly revision?: number }): Batch | undefined {
  const batch = batchOf(state, key);
  if (!batch) return undefined;
  const isMeant = key.revision === undefined || key.revision === batch.record.revision;
  if (isMeant && isLive(batch) && batch.record.cancelRequestedAt === null) {
    const now = state.now();
    batch.record = { ...batch.record, cancelRequestedAt: now };
    wake(batch, now);
    addEvents(batch, [{ kind: 'cancel_requested', text: 'Cancellation was requested.' }], now);
  }
  return toBatch(batch);
}
