import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Randomness } from '../randomness.ts';
import { defaultTenant } from '../spillway/files.ts';
import type { Limits } from '../spillway/limits.ts';
import type { Trouble } from '../spillway/options.ts';
import { unlessStopped } from '../spillway/unless-stopped.ts';
import { untilEnded } from '../spillway/until-ended.ts';
import type { BulkActionRecord, BulkActionRegistry, Store } from '../store/index.ts';
import type { Wakeups } from '../wakeups.ts';
import type { BulkAction, BulkActionOrder, SpillwayBulkActions } from './bulk-action.ts';
import { type CheckedOrder, checkOrder, fingerprintOf, idOf, isOnDeadLetters } from './bulk-order.ts';
import { chooseBatches } from './choose-batches.ts';
import { chooseDeadLetters } from './choose-dead-letters.ts';
import type { ChosenTargets } from './chosen-targets.ts';
import { foreseeBulkAction } from './foresee-bulk-action.ts';

export interface BulkActionsOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly limits: Limits;
  readonly randomness: Randomness;
  readonly clock: Clock;
  readonly wakeups: Wakeups;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
}

export function createBulkActions(options: BulkActionsOptions): SpillwayBulkActions {
  const { store, limits, wakeups, clock, closing, onTrouble } = options;
  const check = ({ tenant = defaultTenant, ...order }: BulkActionOrder): CheckedOrder =>
    checkOrder({ ...order, tenant } as CheckedOrder, limits);
  const get: SpillwayBulkActions['get'] = async ({ tenant = defaultTenant, id }) =>
    seenBy(await registryOf(store).get({ tenant, id }));
  return {
    get,
    create: async (order) => createAction(check(order), options),
    async foresee(order) {
      const checked = check(order);
      registryOf(store);
      return foreseeBulkAction(checked.action, await choose(checked, options), options);
    },
    async list({ tenant = defaultTenant, limit = 20, ...query } = {}) {
      const { actions, hasMore } = await registryOf(store).list({ tenant, limit, ...query });
      return { actions: actions.map(bulkActionOf), hasMore };
    },
    async cancel({ tenant = defaultTenant, id }) {
      const action = await registryOf(store).requestCancel({ tenant, id });
      wakeups.ring('actions');
      return seenBy(action);
    },
    ended: ({ signal, ...key }) =>
      untilEnded({
        ...{ what: 'the bulk action', find: () => get(key), absent: () => noSuchAction(key.id) },
        ...{ signal, closing, clock, onTrouble },
      }),
  };
}

async function createAction(order: CheckedOrder, options: BulkActionsOptions): Promise<BulkAction> {
  const { store, randomness, wakeups } = options;
  const registry = registryOf(store);
  const { tenant, action, window = null, idempotencyKey } = order;
  const id = `bulk_${idempotencyKey === undefined ? randomness.id() : idOf(tenant, idempotencyKey)}`;
  const fingerprint = fingerprintOf(order);
  // Asked first: what a repeat would choose now is nobody's business.
  const known = idempotencyKey === undefined ? undefined : await registry.get({ tenant, id });
  const recorded = known ?? (await record());
  if (recorded.fingerprint !== fingerprint) throw usedKey();
  wakeups.ring('actions');
  return bulkActionOf(recorded);

  async function record(): Promise<BulkActionRecord> {
    const { targets, counts, problems } = await choose(order, options);
    const filter = { ...order.filter };
    return registry.create({ id, tenant, action, filter, window, fingerprint, counts, problems, targets });
  }
}

function choose(
  { tenant, action, filter, signal: own }: CheckedOrder,
  { store, blobs, closing }: BulkActionsOptions,
): Promise<ChosenTargets> {
  const signal = own ? AbortSignal.any([own, closing]) : closing;
  const chosen = isOnDeadLetters(action)
    ? chooseDeadLetters({ tenant, filter }, { store, blobs, signal })
    : chooseBatches({ tenant, action, filter, signal }, store.batches);
  return unlessStopped(chosen, signal);
}

function seenBy(record: BulkActionRecord | undefined): BulkAction | undefined {
  return record && bulkActionOf(record);
}

function bulkActionOf(record: BulkActionRecord): BulkAction {
  const { id, tenant, action, filter, window, counts, problems, createdAt, startedAt, endedAt } = record;
  const cancelling = endedAt === null && record.cancelRequestedAt !== null;
  const status = cancelling ? 'cancelling' : record.phase;
  return { id, tenant, action, filter, window, status, counts, problems, createdAt, startedAt, endedAt };
}

function registryOf({ bulkActions }: Pick<Store, 'bulkActions'>): BulkActionRegistry {
  if (bulkActions) return bulkActions;
  throw new SpillwayError('The store keeps no bulk actions.', {
    code: 'invalid_argument',
    param: 'store',
    hint: 'Use a store with the role `bulkActions`.',
  });
}

function noSuchAction(id: string): SpillwayError {
  return new SpillwayError(`No bulk action found with id '${id}'.`, { code: 'not_found', param: 'id' });
}

function usedKey(): SpillwayError {
  return new SpillwayError('This idempotency key was used before for another bulk action.', {
    code: 'invalid_argument',
    param: 'idempotency_key',
    hint: 'Repeat the first call unchanged, or use a fresh key.',
  });
}
