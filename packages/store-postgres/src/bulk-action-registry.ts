import { SpillwayError } from '@spillway/core/errors';
import type {
  BulkActionAdvance,
  BulkActionHold,
  BulkActionPage,
  BulkActionRecord,
  BulkActionRegistry,
  BulkActionStep,
  NewBulkAction,
  TenantKey,
} from '@spillway/core/store';
import { decodeBulkAction } from './codec/bulk-action.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';

export function createBulkActionRegistry(context: StoreContext): BulkActionRegistry {
  const { session, statements, now } = context;
  return {
    create: (action) => createAction(context, action),
    get: (key) => getAction(context, key),
    list: (query) => listActions(context, query),
    async requestCancel(key) {
      await session.rows(statements.cancelBulkAction, [key.tenant, key.id, now()]);
      return getAction(context, key);
    },
    claimDue: (query) => claimDue(context, query),
    async targets({ actionId, from, limit }) {
      const rows = await session.rows(statements.listBulkTargets, [actionId, from, limit]);
      return rows.map((row) => ({ batchId: row.batch_id, revision: row.revision, weight: Number(row.weight) }));
    },
    async renew({ actionId, fence }, leaseMs) {
      return (await session.rows(statements.renewBulkAction, [actionId, fence, wholeMs(leaseMs), now()])).length > 0;
    },
    advance: (hold, to) => advance(context, hold, to),
    async purge({ olderThanMs, limit }) {
      return (await session.rows(statements.purgeBulkActions, [wholeMs(olderThanMs), limit, now()])).length;
    },
  };
}

async function createAction(context: StoreContext, action: NewBulkAction): Promise<BulkActionRecord> {
  const { session, statements, now } = context;
  const { id, tenant, filter, window, fingerprint, counts, problems, targets } = action;
  await session.rows(statements.createBulkAction, [
    ...[id, tenant, action.action, JSON.stringify(filter), window, fingerprint],
    ...[JSON.stringify(counts), JSON.stringify(problems)],
    targets.map(({ batchId }) => batchId),
    targets.map(({ revision }) => revision),
    targets.map(({ weight }) => weight),
    now(),
  ]);
  const recorded = await getAction(context, { tenant, id });
  if (recorded) return recorded;
  throw new SpillwayError(`Bulk action ${id} belongs to another tenant.`, { code: 'conflict' });
}

async function readActions(
  { session, statements }: StoreContext,
  ids: readonly string[],
  tenant: string | null,
): Promise<readonly BulkActionRecord[]> {
  if (ids.length === 0) return [];
  return (await session.rows(statements.readBulkActions, [ids, tenant])).map(decodeBulkAction);
}

async function getAction(context: StoreContext, { tenant, id }: TenantKey): Promise<BulkActionRecord | undefined> {
  return (await readActions(context, [id], tenant))[0];
}

async function listActions(
  context: StoreContext,
  { tenant, after, limit }: { readonly tenant: string; readonly after?: string; readonly limit: number },
): Promise<BulkActionPage> {
  const { session, statements } = context;
  const rows = await session.rows(statements.listBulkActions, [tenant, after ?? null, limit + 1]);
  const ids = rows.slice(0, limit).map(({ id }) => id);
  return { actions: await readActions(context, ids, tenant), hasMore: rows.length > limit };
}

/** Whoever holds an action reads its record as nobody else changes it, but for a cancel mark. */
async function claimDue(
  context: StoreContext,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly BulkActionStep[]> {
  const { session, statements, now } = context;
  const rows = await session.rows(statements.claimBulkActions, [limit, wholeMs(leaseMs), now()]);
  const records = await readActions(
    context,
    rows.map(({ id }) => id),
    null,
  );
  const byId = new Map(records.map((record) => [record.id, record]));
  return rows.flatMap(({ id, fence, lapses }) => {
    const action = byId.get(id);
    return action ? [{ actionId: id, fence: Number(fence), action, lapses }] : [];
  });
}

async function advance(
  { session, statements, now }: StoreContext,
  { actionId, fence }: BulkActionHold,
  { cursor, counts, problems, next }: BulkActionAdvance,
): Promise<BulkActionRecord | undefined> {
  const progress = [cursor, JSON.stringify(counts), JSON.stringify(problems)];
  const [row] = await session.rows(statements.advanceBulkAction, [
    actionId,
    fence,
    ...progress,
    ...goesOn(next),
    now(),
  ]);
  return row && decodeBulkAction(row);
}

function goesOn(next: BulkActionAdvance['next']): readonly ['held' | 'due' | 'over', number | null] {
  if (next === 'over') return ['over', null];
  return 'leaseMs' in next ? ['held', wholeMs(next.leaseMs)] : ['due', wholeMs(next.dueInMs)];
}
