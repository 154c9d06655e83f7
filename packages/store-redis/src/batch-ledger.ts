import { SpillwayError } from '@spillway/core/errors';
import type {
  Advance,
  Backlog,
  Batch,
  BatchLedger,
  NewBatch,
  RecordedEvent,
  ReopenAnswer,
  Reopening,
  StepHold,
  TenantKey,
} from '@spillway/core/store';
import { claimDue } from './claim-due.ts';
import { decodeBatch } from './codec/batch.ts';
import { fieldsOf, listOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { announce, announceToAll, liveBatches, remind, retire } from './hints.ts';
import { hintLane } from './lane-hints.ts';
import { countBatches, listBatches } from './list-batches.ts';
import { announceReport, moveReports } from './reports.ts';

export function createBatchLedger(context: StoreContext): BatchLedger {
  return {
    create: (batch) => createBatch(context, batch),
    get: (key) => askAfter(context, key),
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

/** Hints first, then the batch: a maker that dies in between leaves hints that lead nowhere, never a batch that nobody finds. */
async function createBatch(context: StoreContext, batch: NewBatch): Promise<Batch> {
  const { session, keys, now } = context;
  const { id, tenant, windowMs, permissions, inputFileId } = batch;
  const [list, last] = [keys.tenantBatches(tenant), keys.lastBatchNumber(tenant)];
  await Promise.all([
    announce(context, id),
    announceReader(context, { tenant, fileId: inputFileId, batchId: id }),
    session.run('number-batch', [list, last], [id]),
    announceToAll(context, id),
  ]);
  const pools = Object.entries(permissions);
  const values = [now(), tenant, wholeMs(windowMs), pools.length, ...pools.flat(), ...encodeFields(batch)];
  const [created, record] = listOf(await session.run('create-batch', [keys.batch(id)], values));
  if (created !== 1) {
    await session.call((redis) => redis.zrem(list, id));
    throw new SpillwayError(`Batch ${id} belongs to another tenant.`, { code: 'conflict' });
  }
  const recorded = decodeBatch(id, fieldsOf(record) ?? new Map());
  await Promise.all([announce(context, id), hintLane(context, recorded)]);
  return recorded;
}

/** Plain words as they came, the rest as JSON. */
function encodeFields({
  inputFileId,
  endpoint,
  window,
  fingerprint,
  priority,
  ...batch
}: NewBatch): (string | number)[] {
  const { user, metadata, settings } = batch;
  const words = { inputFileId, endpoint, window, fingerprint, priority };
  return [...Object.entries(words).flat(), ...encodeJson({ user, metadata, settings })];
}

function encodeJson(fields: Readonly<Record<string, unknown>>): string[] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return given.flatMap(([name, value]) => [name, JSON.stringify(value)]);
}

async function announceReader(
  { session, keys, now }: StoreContext,
  { tenant, fileId, batchId }: { readonly tenant: string; readonly fileId: string; readonly batchId: string },
): Promise<void> {
  await session.run('announce-reader', [keys.file(fileId), keys.fileReaders(fileId)], [now(), tenant, batchId]);
}

/** Whoever asks after a live batch mends its hints. */
async function askAfter(context: StoreContext, key: TenantKey): Promise<Batch | undefined> {
  const batch = await getBatch(context, key);
  if (batch && isLivePhase(batch.phase)) await Promise.all([remind(context, key.id), hintLane(context, batch)]);
  return batch;
}

async function getBatch({ session, keys }: StoreContext, { tenant, id }: TenantKey): Promise<Batch | undefined> {
  const fields = await session.call((redis) => redis.hgetall(keys.batch(id)));
  return fields.tenant === tenant ? decodeBatch(id, new Map(Object.entries(fields))) : undefined;
}

/** Another lease may end before the one that it replaces. */
async function renewStep(context: StoreContext, { batchId, fence }: StepHold, leaseMs: number): Promise<boolean> {
  const { session, keys, now } = context;
  const dueAt = textOf(await session.run('renew-step', [keys.batch(batchId)], [now(), fence, wholeMs(leaseMs)]));
  if (dueAt === '') return false;
  await announce(context, batchId, dueAt);
  return true;
}

async function advance(
  context: StoreContext,
  { batchId, fence }: StepHold,
  { phase, dueInMs, requeued, events = [], work, ...changes }: Advance,
): Promise<boolean> {
  const { session, keys, now } = context;
  if (work) await announceReport(context, batchId);
  const { plan, problems, usage, outputFileId, errorFileId } = changes;
  const values = [
    now(),
    fence,
    phase,
    dueInMs === null ? '' : wholeMs(dueInMs),
    requeued ? 1 : 0,
    work ? JSON.stringify(work) : '',
    events.length,
    ...events.flatMap(({ kind, text }) => [kind, text]),
    ...encodeJson({ plan, problems, usage, outputFileId, errorFileId }),
  ];
  const [done, dueAt, live, held] = listOf(await session.run('advance', [keys.batch(batchId)], values));
  if (done !== 1) return false;
  if (textOf(dueAt) !== '') await announce(context, batchId, textOf(dueAt));
  if (live === 0 && held === 0) await retire(context, batchId);
  if (work) await moveReports(context, batchId);
  return true;
}

async function requestCancel(
  context: StoreContext,
  { tenant, id, revision }: TenantKey & { readonly revision?: number },
): Promise<Batch | undefined> {
  const { session, keys, now } = context;
  const values = [now(), tenant, revision ?? ''];
  const [marked, record] = listOf(await session.run('request-cancel', [keys.batch(id)], values));
  if (marked === 1) await announce(context, id);
  return record === undefined ? undefined : decodeBatch(id, fieldsOf(record) ?? new Map());
}

async function reopen(
  context: StoreContext,
  { tenant, id }: TenantKey,
  { revision, selection, window, windowMs }: Reopening,
): Promise<ReopenAnswer> {
  const { session, keys, now } = context;
  const known = await getBatch(context, { tenant, id });
  if (!known) return { kind: 'absent' };
  await Promise.all([
    announce(context, id),
    announceReader(context, { tenant, fileId: known.inputFileId, batchId: id }),
  ]);
  const values = [now(), tenant, JSON.stringify(selection), window, wholeMs(windowMs), revision ?? ''];
  const [kind, record] = listOf(await session.run('reopen', [keys.batch(id)], values));
  if (textOf(kind) !== 'reopened') return { kind: textOf(kind) as Exclude<ReopenAnswer['kind'], 'reopened'> };
  const batch = decodeBatch(id, fieldsOf(record) ?? new Map());
  await Promise.all([announce(context, id), hintLane(context, batch)]);
  return { kind: 'reopened', batch };
}

/** Asks every live batch. A snapshot of each, not of all at one moment. */
async function measureBacklog(
  context: StoreContext,
  { tenant, user }: { readonly tenant?: string; readonly user?: string },
): Promise<Backlog> {
  const { session, keys } = context;
  const ids = await liveBatches(context);
  const fields = ['phase', 'open', 'tenant', 'user'] as const;
  const rows = await Promise.all(ids.map((id) => session.call((redis) => redis.hmget(keys.batch(id), ...fields))));
  const live = rows.filter(
    ([phase, , owner, creator]) =>
      isLivePhase(phase) &&
      (tenant === undefined || owner === tenant) &&
      (user === undefined || creator === JSON.stringify(user)),
  );
  return { batches: live.length, requests: live.reduce((sum, [, open]) => sum + Number(open), 0) };
}

function isLivePhase(phase: string | null | undefined): boolean {
  return phase === 'validating' || phase === 'in_progress' || phase === 'finalizing';
}

async function readTimeline(
  { session, keys }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<readonly RecordedEvent[]> {
  const batch = keys.batch(id);
  const owner = await session.call((redis) => redis.hget(batch, 'tenant'));
  if (owner !== tenant) return [];
  const events = await session.call((redis) => redis.lrange(`${batch}:timeline`, 0, -1));
  return events.map((text) => {
    const [ordinal, at, kind, words] = JSON.parse(text) as [number, string, string, string];
    return { kind, text: words, ordinal, at: Number(at) };
  });
}
