import { SpillwayError } from '@spillway/core/errors';
import type {
  BulkActionAdvance,
  BulkActionHold,
  BulkActionPage,
  BulkActionRecord,
  BulkActionRegistry,
  BulkActionStep,
  BulkTarget,
  NewBulkAction,
  TenantKey,
} from '@spillway/core/store';
import type { Database } from './database.ts';

export function createBulkActionRegistry(db: Database): BulkActionRegistry {
  return {
    create: async (action) => db.write(() => createAction(db, action)),
    get: async (key) => db.read(() => recordOf(db.get<ActionRow>(byKey, key))),
    list: async (query) => db.read(() => listActions(db, query)),
    requestCancel: async (key) => db.write(() => requestCancel(db, key)),
    claimDue: async (query) => db.write(() => claimDue(db, query)),
    targets: async (query) => db.read(() => db.all<BulkTarget>(targetsFrom, query)),
    renew: async (hold, leaseMs) => db.write(() => db.change(renew, { ...hold, dueAt: db.now() + leaseMs }) > 0),
    advance: async (hold, to) => db.write(() => advance(db, hold, to)),
    purge: async ({ olderThanMs, limit }) =>
      db.write(() => db.change(purge, { endedBy: db.now() - olderThanMs, limit })),
  };
}

interface ActionRow {
  readonly record: string;
  readonly fence: number;
  readonly lapses: number;
}

const byKey = 'select record, fence, lapses from bulkActions where id = :id and tenant = :tenant';
const byId = 'select record, fence, lapses from bulkActions where id = :id';
const byFence = 'select record, fence, lapses from bulkActions where id = :actionId and fence = :fence';
const insert = `
  insert into bulkActions (id, tenant, record, dueAt, fence, held, lapses)
  values (:id, :tenant, :record, :createdAt, 0, 0, 0)`;
const insertTargets = `
  insert into bulkTargets (actionId, place, batchId, revision, weight)
  select :id, key, value ->> 'batchId', value ->> 'revision', value ->> 'weight' from json_each(:targets)`;
const numberOf = 'select number from bulkActions where id = :after and tenant = :tenant';
const page = `
  select record from bulkActions where tenant = :tenant and number < :before order by number desc limit :limit`;
const mark = `
  update bulkActions set record = :record, dueAt = iif(held, dueAt, min(dueAt, :now)) where id = :id`;
const due = 'select id from bulkActions where dueAt <= :now order by dueAt, number limit :limit';
const take = `
  update bulkActions
  set record = :record, fence = fence + 1, lapses = lapses + held, held = 1, dueAt = :dueAt
  where id = :id`;
const targetsFrom = `
  select batchId, revision, weight from bulkTargets
  where actionId = :actionId and place >= :from order by place limit :limit`;
const renew = 'update bulkActions set dueAt = :dueAt where id = :actionId and fence = :fence';
const move = `
  update bulkActions
  set record = :record, endedAt = :endedAt, dueAt = :dueAt, fence = fence + iif(:held, 0, 1), held = :held, lapses = 0
  where id = :actionId`;
const forgetTargets = 'delete from bulkTargets where actionId = :actionId';
const purge = `
  delete from bulkActions where number in (
    select number from bulkActions where endedAt <= :endedBy order by endedAt, number limit :limit)`;

function recordOf(row: Pick<ActionRow, 'record'> | undefined): BulkActionRecord | undefined {
  return row && JSON.parse(row.record);
}

function createAction(db: Database, { targets, ...action }: NewBulkAction): BulkActionRecord {
  const { id, tenant } = action;
  const existing = recordOf(db.get<ActionRow>(byId, { id }));
  if (existing?.tenant === tenant) return existing;
  if (existing) throw new SpillwayError(`bulk action ${id} belongs to another tenant`, { code: 'conflict' });
  const times = { createdAt: db.now(), startedAt: null, cancelRequestedAt: null, endedAt: null };
  const record: BulkActionRecord = { ...action, ...times, phase: 'queued', targets: targets.length, cursor: 0 };
  db.change(insert, { id, tenant, record, createdAt: times.createdAt });
  db.change(insertTargets, { id, targets });
  return record;
}

function listActions(
  db: Database,
  { tenant, after, limit }: { readonly tenant: string; readonly after?: string; readonly limit: number },
): BulkActionPage {
  const last = after === undefined ? undefined : db.get<{ number: number }>(numberOf, { after, tenant });
  if (after !== undefined && !last) return { actions: [], hasMore: false };
  const before = last?.number ?? Number.MAX_SAFE_INTEGER;
  const rows = db.all<ActionRow>(page, { tenant, before, limit: limit + 1 });
  return { actions: rows.slice(0, limit).map(({ record }) => JSON.parse(record)), hasMore: rows.length > limit };
}

function requestCancel(db: Database, key: TenantKey): BulkActionRecord | undefined {
  const found = recordOf(db.get<ActionRow>(byKey, key));
  if (!found || found.endedAt !== null || found.cancelRequestedAt !== null) return found;
  const now = db.now();
  const record = { ...found, cancelRequestedAt: now };
  db.change(mark, { id: key.id, record, now });
  return record;
}

function claimDue(
  db: Database,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): readonly BulkActionStep[] {
  const now = db.now();
  return db.all<{ id: string }>(due, { now, limit }).flatMap(({ id }) => {
    const found = recordOf(db.get<ActionRow>(byId, { id }));
    if (!found) return [];
    const action = { ...found, phase: 'running', startedAt: found.startedAt ?? now } as const;
    db.change(take, { id, record: action, dueAt: now + leaseMs });
    const row = db.get<ActionRow>(byId, { id });
    return row ? [{ actionId: id, fence: row.fence, action, lapses: row.lapses }] : [];
  });
}

function advance(
  db: Database,
  hold: BulkActionHold,
  { next, cursor, counts, problems }: BulkActionAdvance,
): BulkActionRecord | undefined {
  const found = recordOf(db.get<ActionRow>(byFence, hold));
  if (!found) return undefined;
  const now = db.now();
  const cancelled = found.cancelRequestedAt !== null;
  const progressed = { ...found, cursor, counts, problems };
  if (next === 'over') {
    const record = { ...progressed, phase: cancelled ? 'cancelled' : 'completed', endedAt: now } as const;
    db.change(move, { actionId: hold.actionId, record, endedAt: now, dueAt: null, held: false });
    db.change(forgetTargets, hold);
    return record;
  }
  const held = 'leaseMs' in next;
  const dueAt = held ? now + next.leaseMs : cancelled ? now : now + next.dueInMs;
  db.change(move, { actionId: hold.actionId, record: progressed, endedAt: null, dueAt, held });
  return progressed;
}
