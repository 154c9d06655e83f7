import type { ResultIndex, Store } from '@spillway/core/store';
import type { Mutant } from './mutant.ts';

function withResults(store: Store, change: (results: ResultIndex) => Partial<ResultIndex>): Store {
  const results = store.results as ResultIndex;
  return { ...store, results: { ...results, ...change(results) } };
}

/** Everybody asks in the name of one. */
function reserveForAll(store: Store): Store {
  return withResults(store, (results) => ({
    reserve: ({ contenders, ...asked }) =>
      results.reserve({ ...asked, contenders: contenders.map(({ hash }) => ({ hash, owner: 'all' })) }),
  }));
}

/** Nobody is known by the name in which it asked before. */
function forgetOwners(store: Store): Store {
  let asked = 0;
  return withResults(store, (results) => ({
    reserve: ({ contenders, ...rest }) =>
      results.reserve({ ...rest, contenders: contenders.map(({ hash }) => ({ hash, owner: `${++asked}` })) }),
  }));
}

/** All scopes are one. */
function mergeScopes(store: Store): Store {
  return withResults(store, (results) => ({
    reserve: (asked) => results.reserve({ ...asked, scope: 'one' }),
    publish: (answers) => results.publish({ ...answers, scope: 'one' }),
    release: (holds) => results.release({ ...holds, scope: 'one' }),
  }));
}

export const resultMutants: readonly Mutant[] = [
  {
    name: 'everybody is told to run',
    plant: reserveForAll,
    caughtBy: ['results: who asks first is told to run', 'results: of several who ask at the same time one'],
    foundByTwins: false,
  },
  {
    name: 'a holder waits for itself',
    plant: forgetOwners,
    caughtBy: ['results: who holds a hash is told to run again', 'results: what is given up is held by the next'],
    foundByTwins: false,
  },
  {
    name: 'scopes are one',
    plant: mergeScopes,
    caughtBy: ['results: scopes never meet'],
    foundByTwins: false,
  },
  {
    name: 'holds and answers never end',
    plant: (store) =>
      withResults(store, (results) => ({
        reserve: (asked) => results.reserve({ ...asked, leaseMs: 1e12 }),
        publish: (answers) => results.publish({ ...answers, expiresInMs: 1e12 }),
      })),
    caughtBy: ['results: a hold that lapsed counts as absent', 'results: an answer is told to whoever asks'],
    foundByTwins: false,
  },
  {
    name: 'nothing is ever given up',
    plant: (store) => withResults(store, () => ({ release: async () => undefined })),
    caughtBy: ['results: what is given up is held by the next who asks', 'results: for apartMs all who ask'],
    foundByTwins: false,
  },
  {
    name: 'a hold that lapsed is given up once more',
    plant: (store) =>
      withResults(store, (results) => ({
        async release(holds) {
          await results.reserve({ ...holds, leaseMs: 1 });
          return results.release(holds);
        },
      })),
    caughtBy: ['results: a hold that lapsed is given up no more'],
    foundByTwins: false,
  },
  {
    name: 'all wait for each other though one failed',
    plant: (store) =>
      withResults(store, (results) => ({ release: (holds) => results.release({ ...holds, apartMs: 0 }) })),
    caughtBy: ['results: for apartMs all who ask are told to run'],
    foundByTwins: false,
  },
  {
    name: 'a purge knows no bound',
    plant: (store) => withResults(store, (results) => ({ purge: () => results.purge({ limit: 1e6 }) })),
    caughtBy: ['results: purge forgets at most as many as it was asked to'],
    foundByTwins: false,
  },
  {
    name: 'answers come in an order of their own',
    plant: (store) =>
      withResults(store, (results) => ({
        reserve: async (asked) => (await results.reserve(asked)).toReversed(),
      })),
    caughtBy: ['results: reservations are answered in the order in which they were asked for'],
    foundByTwins: false,
  },
];
