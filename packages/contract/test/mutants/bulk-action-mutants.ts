import type { BulkActionRegistry, Store } from '@spillway/core/store';
import type { Mutant } from './mutant.ts';

function withActions(store: Store, change: (actions: BulkActionRegistry) => Partial<BulkActionRegistry>): Store {
  const actions = store.bulkActions as BulkActionRegistry;
  return { ...store, bulkActions: { ...actions, ...change(actions) } };
}

export const bulkActionMutants: readonly Mutant[] = [
  {
    name: 'progress is recorded under any fence',
    plant: (store) => {
      const current = new Map<string, number>();
      return withActions(store, (actions) => ({
        async claimDue(query) {
          const steps = await actions.claimDue(query);
          for (const { actionId, fence } of steps) current.set(actionId, fence);
          return steps;
        },
        advance: ({ actionId }, to) => actions.advance({ actionId, fence: current.get(actionId) ?? 0 }, to),
      }));
    },
    caughtBy: ['bulkActions: a stale fence renews and advances nothing'],
    foundByTwins: false,
  },
  {
    name: 'an action that is to be cancelled completes',
    plant: (store) =>
      withActions(store, (actions) => ({
        async advance(hold, to) {
          const record = await actions.advance(hold, to);
          return record?.phase === 'cancelled' ? { ...record, phase: 'completed' } : record;
        },
      })),
    caughtBy: ['bulkActions: requestCancel marks the action at once; whoever ends it then cancels it'],
    foundByTwins: false,
  },
  {
    name: 'targets come in any order',
    plant: (store) =>
      withActions(store, (actions) => ({
        targets: async (query) => [...(await actions.targets(query))].reverse(),
      })),
    caughtBy: ['bulkActions: targets are read in their order, a few at a time'],
    foundByTwins: false,
  },
  {
    name: 'strangers cancel an action',
    plant: (store) => {
      const owners = new Map<string, string>();
      return withActions(store, (actions) => ({
        create(action) {
          if (!owners.has(action.id)) owners.set(action.id, action.tenant);
          return actions.create(action);
        },
        requestCancel: ({ id, tenant }) => actions.requestCancel({ id, tenant: owners.get(id) ?? tenant }),
      }));
    },
    caughtBy: ['bulkActions: of another tenant nothing is seen, listed or cancelled, and its id cannot be used'],
    foundByTwins: false,
  },
  {
    name: 'purge of actions knows no bound',
    plant: (store) =>
      withActions(store, (actions) => ({
        purge: ({ olderThanMs }) => actions.purge({ olderThanMs, limit: 1_000 }),
      })),
    caughtBy: ['bulkActions: purge forgets what ended so long ago'],
    foundByTwins: false,
  },
];
