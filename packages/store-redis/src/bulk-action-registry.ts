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
import {
  decodeBulkAction,
  decodeTargets,
  encodeAsked,
  encodeProgress,
  encodeTargets,
  targetsPerElement,
} from './codec/bulk-action.ts';
import { fieldsOf, listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { readPage } from './hints.ts';

/** All actions lie in one slot: they are few, and what is due among them is then known exactly. */
export function createBulkActionRegistry(context: StoreContext): BulkActionRegistry {
  return {
    create: (action) => createAction(context, action),
    get: (key) => getAction(context, key),
    list: (query) => listActions(context, query),
    requestCancel: (key) => requestCancel(context, key),
    claimDue: (query) => claimDue(context, query),
    targets: (query) => readTargets(context, query),
    renew: (hold, leaseMs) => renew(context, hold, leaseMs),
    advance: (hold, to) => advance(context, hold, to),
    purge: (query) => purge(context, query),
  };
}

async function createAction({ session, keys, now }: StoreContext, action: NewBulkAction): Promise<BulkActionRecord> {
  const { id, tenant, targets } = action;
  const { due, last } = keys.bulkActions;
  const names = [...keys.bulkAction(id), due, keys.bulkActionsOf(tenant), last];
  const said = [encodeAsked(action), encodeProgress(action), targets.length, ...encodeTargets(targets)];
  const reply = await session.run('create-bulk-action', names, [now(), id, tenant, ...said]);
  const recorded = decodeBulkAction(id, fieldsOf(reply));
  if (recorded?.tenant === tenant) return recorded;
  throw new SpillwayError(`Bulk action ${id} belongs to another tenant.`, { code: 'conflict' });
}

async function readAction({ session, keys }: StoreContext, id: string): Promise<BulkActionRecord | undefined> {
  const [action] = keys.bulkAction(id);
  const fields = await session.call((redis) => redis.hgetall(action));
  return decodeBulkAction(id, new Map(Object.entries(fields)));
}

async function getAction(context: StoreContext, { tenant, id }: TenantKey): Promise<BulkActionRecord | undefined> {
  const action = await readAction(context, id);
  return action?.tenant === tenant ? action : undefined;
}

async function listActions(
  context: StoreContext,
  { tenant, after, limit }: { readonly tenant: string; readonly after?: string; readonly limit: number },
): Promise<BulkActionPage> {
  const place = { after, order: 'desc', limit } as const;
  const list = context.keys.bulkActionsOf(tenant);
  const { found, hasMore } = await readPage(context, list, place, (id) => readAction(context, id));
  return { actions: found, hasMore };
}

async function requestCancel(
  { session, keys, now }: StoreContext,
  { tenant, id }: TenantKey,
): Promise<BulkActionRecord | undefined> {
  const [action] = keys.bulkAction(id);
  const reply = await session.run('cancel-bulk-action', [action, keys.bulkActions.due], [now(), tenant]);
  return decodeBulkAction(id, fieldsOf(reply));
}

async function claimDue(
  { session, keys, now }: StoreContext,
  { limit, leaseMs }: { readonly limit: number; readonly leaseMs: number },
): Promise<readonly BulkActionStep[]> {
  const names = [keys.bulkActions.due, keys.bulkAction('')[0]];
  const steps = listOf(await session.run('claim-bulk-actions', names, [now(), wholeMs(leaseMs), limit]));
  return steps.flatMap((step) => {
    const [id, record] = listOf(step);
    const fields = fieldsOf(record);
    const action = decodeBulkAction(textOf(id), fields);
    if (!action) return [];
    return [
      { actionId: action.id, fence: Number(fields?.get('fence')), action, lapses: Number(fields?.get('lapses')) },
    ];
  });
}

async function readTargets(
  { session, keys }: StoreContext,
  { actionId, from, limit }: { readonly actionId: string; readonly from: number; readonly limit: number },
): Promise<readonly BulkTarget[]> {
  const [, targets] = keys.bulkAction(actionId);
  const [first, last] = [from, from + limit - 1].map((place) => Math.floor(place / targetsPerElement)) as [
    number,
    number,
  ];
  const elements = await session.call((redis) => redis.lrange(targets, first, last));
  const skipped = from - first * targetsPerElement;
  return decodeTargets(elements).slice(skipped, skipped + limit);
}

async function renew(
  { session, keys, now }: StoreContext,
  { actionId, fence }: BulkActionHold,
  leaseMs: number,
): Promise<boolean> {
  const [action] = keys.bulkAction(actionId);
  const values = [now(), fence, wholeMs(leaseMs)];
  return (await session.run('renew-bulk-action', [action, keys.bulkActions.due], values)) === 1;
}

async function advance(
  { session, keys, now }: StoreContext,
  { actionId, fence }: BulkActionHold,
  { next, cursor, ...progress }: BulkActionAdvance,
): Promise<BulkActionRecord | undefined> {
  const { due, ended } = keys.bulkActions;
  const values = [now(), fence, cursor, encodeProgress(progress), ...goesOn(next)];
  const reply = await session.run('advance-bulk-action', [...keys.bulkAction(actionId), due, ended], values);
  return decodeBulkAction(actionId, fieldsOf(reply));
}

function goesOn(next: BulkActionAdvance['next']): readonly ['held' | 'due' | 'over', number] {
  if (next === 'over') return ['over', 0];
  return 'leaseMs' in next ? ['held', wholeMs(next.leaseMs)] : ['due', wholeMs(next.dueInMs)];
}

async function purge(
  { session, keys, now }: StoreContext,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): Promise<number> {
  const names = [keys.bulkActions.ended, keys.bulkAction('')[0], keys.bulkActionsOf('')];
  return numberOf(await session.run('purge-bulk-actions', names, [now(), wholeMs(olderThanMs), limit]));
}
