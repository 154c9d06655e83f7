import { SpillwayError } from '../errors/index.ts';
import type {
  BulkActionAdvance,
  BulkActionHold,
  BulkActionPage,
  BulkActionRecord,
  BulkActionRegistry,
  BulkActionStep,
  BulkTarget,
  NewBulkAction,
} from '../store/bulk-action-registry.ts';
import type { TenantKey } from '../store/file-registry.ts';
import type { MemoryState } from './memory-state.ts';

export interface StoredBulkAction {
  record: BulkActionRecord;
  /** None once it has ended. */
  targets: readonly BulkTarget[];
  /** When it is due, or the lease of its holder ends; null for never. */
  dueAt: number | null;
  fence: number;
  held: boolean;
  lapses: number;
}

export function createBulkActionRegistry(state: MemoryState): BulkActionRegistry {
  const actions = state.bulkActions;
  return {
    create: async (action) => createAction(state, action),
    get: async (key) => structuredClone(actionOf(state, key)?.record),
    list: async (query) => structuredClone(listActions(state, query)),
    requestCancel: async (key) => requestCancel(state, key),
    claimDue: async (query) => claimDue(state, query),
    targets: async ({ actionId, from, limit }) =>
      structuredClone(actions.get(actionId)?.targets.slice(from, from + limit) ?? []),
    renew: async (hold, leaseMs) => renew(state, hold, leaseMs),
    advance: async (hold, to) => advance(state, hold, to),
    purge: async (query) => purge(state, query),
  };
}

function createAction({ bulkActions, now }: MemoryState, { targets, ...action }: NewBulkAction): BulkActionRecord {
  const existing = bulkActions.get(action.id);
  if (existing?.record.tenant === action.tenant) return structuredClone(existing.record);
  if (existing) throw new SpillwayError(`bulk action ${action.id} belongs to another tenant`, { code: 'conflict' });
  const times = { createdAt: now(), startedAt: null, cancelRequestedAt: null, endedAt: null };
  const record = { ...action, ...times, phase: 'queued', targets: targets.length, cursor: 0 } as const;
  const stored = structuredClone({ record, targets, dueAt: times.createdAt, fence: 0, held: false, lapses: 0 });
  bulkActions.set(action.id, stored);
  return structuredClone(record);
}

function actionOf({ bulkActions }: MemoryState, { tenant, id }: TenantKey): StoredBulkAction | undefined {
  const action = bulkActions.get(id);
  return action?.record.tenant === tenant ? action : undefined;
}

function heldAction({ bulkActions }: MemoryState, { actionId, fence }: BulkActionHold): StoredBulkAction | undefined {
  const action = bulkActions.get(actionId);
  return action?.fence === fence ? action : undefined;
}

function listActions(
  { bulkActions }: MemoryState,
  { tenant, after, limit }: { tenant: string; after?: string; limit: number },
): BulkActionPage {
  const records = [...bulkActions.values()].map(({ record }) => record);
  const newestFirst = records.filter((record) => record.tenant === tenant).reverse();
  const last = after === undefined ? -1 : newestFirst.findIndex(({ id }) => id === after);
  if (after !== undefined && last < 0) return { actions: [], hasMore: false };
  const rest = newestFirst.slice(last + 1);
  return { actions: rest.slice(0, limit), hasMore: rest.length > limit };
}

function requestCancel(state: MemoryState, key: TenantKey): BulkActionRecord | undefined {
  const action = actionOf(state, key);
  if (action && action.record.endedAt === null && action.record.cancelRequestedAt === null) {
    const now = state.now();
    action.record = { ...action.record, cancelRequestedAt: now };
    if (!action.held) action.dueAt = Math.min(action.dueAt ?? now, now);
  }
  return structuredClone(action?.record);
}

function claimDue(state: MemoryState, { limit, leaseMs }: { limit: number; leaseMs: number }): BulkActionStep[] {
  const now = state.now();
  const dueAt = (action: StoredBulkAction): number => action.dueAt ?? Number.POSITIVE_INFINITY;
  return [...state.bulkActions.values()]
    .filter((action) => dueAt(action) <= now)
    .sort((left, right) => dueAt(left) - dueAt(right))
    .slice(0, limit)
    .map((action) => takeAction(action, now, leaseMs));
}

function takeAction(action: StoredBulkAction, now: number, leaseMs: number): BulkActionStep {
  if (action.held) action.lapses++;
  action.fence++;
  action.held = true;
  action.dueAt = now + leaseMs;
  action.record = { ...action.record, phase: 'running', startedAt: action.record.startedAt ?? now };
  const { record, fence, lapses } = action;
  return { actionId: record.id, fence, action: structuredClone(record), lapses };
}

function renew(state: MemoryState, hold: BulkActionHold, leaseMs: number): boolean {
  const action = heldAction(state, hold);
  if (action) action.dueAt = state.now() + leaseMs;
  return action !== undefined;
}

function advance(
  state: MemoryState,
  hold: BulkActionHold,
  { cursor, counts, problems, next }: BulkActionAdvance,
): BulkActionRecord | undefined {
  const action = heldAction(state, hold);
  if (!action) return undefined;
  const now = state.now();
  const { cancelRequestedAt } = action.record;
  action.record = { ...action.record, ...structuredClone({ cursor, counts, problems }) };
  action.lapses = 0;
  if (next !== 'over' && 'leaseMs' in next) {
    action.dueAt = now + next.leaseMs;
    return structuredClone(action.record);
  }
  action.fence++;
  action.held = false;
  if (next === 'over') {
    action.record = { ...action.record, phase: cancelRequestedAt === null ? 'completed' : 'cancelled', endedAt: now };
    action.targets = [];
    action.dueAt = null;
  } else action.dueAt = cancelRequestedAt === null ? now + next.dueInMs : now;
  return structuredClone(action.record);
}

function purge(
  { bulkActions, now }: MemoryState,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): number {
  const endedAt = ({ record }: StoredBulkAction): number => record.endedAt ?? Number.POSITIVE_INFINITY;
  const old = [...bulkActions.values()]
    .filter((action) => endedAt(action) <= now() - olderThanMs)
    .sort((one, other) => endedAt(one) - endedAt(other))
    .slice(0, limit);
  for (const { record } of old) bulkActions.delete(record.id);
  return old.length;
}
