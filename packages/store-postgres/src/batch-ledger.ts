import { SpillwayError } from '@spillway/core/errors';
import type {
  Advance,
  Backlog,
  BacklogQuery,
  Batch,
  BatchLedger,
  BatchPage,
  BatchQuery,
  BatchStep,
  NewBatch,
  RecordedEvent,
  ReopenAnswer,
  Reopening,
  StepHold,
  TenantKey,
} from '@spillway/core/store';
import { decodeBatch } from './codec/batch.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { countBatches, listBatchIds } from './list-batches.ts';

export function createBatchLedger(context: StoreContext): BatchLedger {
  return {
    create: (batch) => createBatch(context, batch),
    get: (key) => getBatch(context, key),
    list: (query) => listBatches(context, query),
    count: (filter) => countBatches(context, filter),
    claimDue: (query) => claimDue(context, query),
    renew: (hold, leaseMs) => renewStep(context, hold, leaseMs),
    advance: (hold, to) => advance(context, hold, to),
    requestCancel: (key) => requestCancel(context, key),
    reopen: (key, reopening) => reopen(context, key, reopening),
    backlog: (query) => measureBacklog(context, query),
    timeline: (key) => readTimeline(context, key),
  };
}

/** Counts stand in several rows, so a batch is always read by the one statement that reads them in one snapshot. */
async function readBatches(
  { session, statements }: StoreContext,
  ids: readonly string[],
  tenant: string | null,
): Promise<readonly Batch[]> {
  if (ids.length === 0) return [];
  return (await session.rows(statements.readBatches, [ids, tenant])).map(decodeBatch);
}

async function createBatch(context: StoreContext, batch: NewBatch): Promise<Batch> {
  const { session, statements, now } = context;
  const { id, tenant, inputFileId, endpoint, window, windowMs, metadata, priority, fingerprint } = batch;
  await session.rows(statements.createBatch, [
    id,
    tenant,
    inputFileId,
    endpoint,
    window,
    wholeMs(windowMs),
    toJson(metadata),
    priority,
    fingerprint,
    JSON.stringify(batch.settings),
    JSON.stringify(batch.permissions),
    batch.user,
    now(),
  ]);
  const recorded = await getBatch(context, { tenant, id });
  if (recorded) return recorded;
  throw new SpillwayError(`Batch ${id} belongs to another tenant.`, { code: 'conflict' });
}

async function getBatch(context: StoreContext, { tenant, id }: TenantKey): Promise<Batch | undefined> {
  return (await readBatches(context, [id], tenant))[0];
}

async function listBatches(context: StoreContext, query: BatchQuery): Promise<BatchPage> {
  const ids = await listBatchIds(context, query);
  const batches = await readBatches(context, ids.slice(0, query.limit), query.tenant ?? null);
  return { batches, hasMore: ids.length > query.limit };
}

async function claimDue(
  context: StoreContext,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<readonly BatchStep[]> {
  const { session, statements, now } = context;
  const steps = await session.rows(statements.claimDue, [limit, wholeMs(leaseMs), now()]);
  const batches = await readBatches(
    context,
    steps.map(({ id }) => id),
    null,
  );
  return batches.flatMap((batch) => {
    const step = steps.find(({ id }) => id === batch.id);
    if (!step) return [];
    const { fence, lapses, as_of: asOf } = step;
    return [{ batchId: batch.id, fence: Number(fence), batch, lapses, asOf: Number(asOf) }];
  });
}

async function renewStep(
  { session, statements, now }: StoreContext,
  { batchId, fence }: StepHold,
  leaseMs: number,
): Promise<boolean> {
  return (await session.rows(statements.renewStep, [batchId, fence, wholeMs(leaseMs), now()])).length > 0;
}

async function advance(
  { session, statements, now }: StoreContext,
  { batchId, fence }: StepHold,
  { phase, dueInMs, plan, problems, usage, outputFileId, errorFileId, requeued, events = [], work }: Advance,
): Promise<boolean> {
  const rows = await session.rows(statements.advance, [
    batchId,
    fence,
    phase,
    dueInMs === null ? null : wholeMs(dueInMs),
    toJson(plan),
    toJson(problems),
    toJson(usage),
    outputFileId !== undefined,
    outputFileId ?? null,
    errorFileId !== undefined,
    errorFileId ?? null,
    requeued ?? false,
    events.map(({ kind }) => kind),
    events.map(({ text }) => text),
    now(),
    toJson(work),
  ]);
  return rows.length > 0;
}

async function requestCancel(
  context: StoreContext,
  { revision = null, ...key }: TenantKey & { readonly revision?: number | null },
): Promise<Batch | undefined> {
  const { session, statements, now } = context;
  await session.rows(statements.requestCancel, [key.tenant, key.id, revision, now()]);
  return getBatch(context, key);
}

async function reopen(
  context: StoreContext,
  { tenant, id }: TenantKey,
  { revision, selection, window, windowMs }: Reopening,
): Promise<ReopenAnswer> {
  const { session, statements, now } = context;
  const values = [tenant, id, JSON.stringify(selection), window, wholeMs(windowMs), revision ?? null, now()];
  const [row] = await session.rows(statements.reopen, values);
  if (row?.kind !== 'reopened') return { kind: row?.kind ?? 'absent' };
  const batch = await getBatch(context, { tenant, id });
  return batch ? { kind: 'reopened', batch } : { kind: 'absent' };
}

async function measureBacklog(
  { session, statements }: StoreContext,
  { tenant, user, exact }: BacklogQuery,
): Promise<Backlog> {
  const [row] = exact
    ? await session.rows(statements.exactBacklog, [tenant ?? null, user ?? null])
    : tenant === undefined
      ? await session.rows(statements.backlog, [user ?? null])
      : await session.rows(statements.backlogOfTenant, [tenant, user ?? null]);
  return { batches: Number(row?.batches), requests: Number(row?.requests) };
}

async function readTimeline(
  { session, statements }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<readonly RecordedEvent[]> {
  const rows = await session.rows(statements.timeline, [tenant, id]);
  return rows.map(({ ordinal, at, kind, text }) => ({ kind, text, ordinal: Number(ordinal), at: Number(at) }));
}

function toJson(value: unknown): string | null {
  return value === undefined || value === null ? null : JSON.stringify(value);
}
