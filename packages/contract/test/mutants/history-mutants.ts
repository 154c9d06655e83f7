import type { Advance, BatchReport, History, Store } from '@spillway/core/store';
import { type Mutant, withBatches } from './mutant.ts';

function withHistory(store: Store, change: (history: History) => Partial<History>): Store {
  const history = store.history as History;
  return { ...store, history: { ...history, ...change(history) } };
}

/** Work is recorded by a call of its own, before the advance, and in the words of the caller. */
function recordApart(store: Store, { whatever }: { readonly whatever: boolean }): Store {
  const made = new Map<string, BatchReport>();
  const { batches } = store;
  const note = async (batchId: string, { work, phase }: Advance): Promise<void> => {
    const known = [...made.values()].find((report) => report.batchId === batchId);
    if (!work || (known && !whatever)) return;
    const ended = { revision: 1, user: null, endpoint: '', priority: 1, createdAt: 0, deadlineAt: 0, endedAt: 0 };
    made.set(`${batchId}_r1`, { ...work, ...ended, id: `${batchId}_r1`, batchId, tenant: '', phase });
  };
  const advancing = withBatches(store, {
    ...batches,
    async advance(hold, to) {
      await note(hold.batchId, to);
      return batches.advance(hold, to);
    },
  });
  return withHistory(advancing, (history) => ({
    async list(query) {
      const apart = [...made.values()].filter(({ batchId }) => batchId === query.batchId);
      return apart.length > 0 ? { reports: apart, hasMore: false } : history.list(query);
    },
  }));
}

export const historyMutants: readonly Mutant[] = [
  {
    name: 'a report is written before its batch has ended',
    plant: (store) => recordApart(store, { whatever: true }),
    caughtBy: [
      'history: an advance under a fence that is not current records nothing',
      'history: an advance that does not end the batch records nothing',
      'history: a batch with a cancel mark is reported as cancelled',
    ],
    foundByTwins: false,
  },
  {
    name: 'a batch has one report for ever',
    plant: (store) => recordApart(store, { whatever: false }),
    caughtBy: ['history: each revision of a batch has a report of its own'],
    foundByTwins: false,
  },
  {
    name: 'reports are of every tenant',
    plant: (store) => withHistory(store, (history) => ({ list: ({ tenant: _, ...query }) => history.list(query) })),
    caughtBy: ['history: reports are listed from the last that ended, of one tenant or of all'],
    foundByTwins: false,
  },
  {
    name: 'reports are listed from the first that ended',
    plant: (store) =>
      withHistory(store, (history) => ({
        async list(query) {
          const page = await history.list(query);
          return { ...page, reports: page.reports.toReversed() };
        },
      })),
    caughtBy: ['history: reports are listed from the last that ended'],
    foundByTwins: false,
  },
  {
    name: 'a range of reports holds its end',
    plant: (store) =>
      withHistory(store, (history) => ({
        list: ({ to, ...query }) => history.list({ ...query, ...(to !== undefined && { to: to + 1 }) }),
      })),
    caughtBy: ['history: a range begins with the reports of its first moment'],
    foundByTwins: false,
  },
  {
    name: 'a purge of reports knows no bound',
    plant: (store) =>
      withHistory(store, (history) => ({ purge: (query) => history.purge({ ...query, limit: 1_000_000 }) })),
    caughtBy: ['history: purge forgets what ended so long ago'],
    foundByTwins: false,
  },
  {
    name: 'a purge of reports forgets those that just ended',
    plant: (store) =>
      withHistory(store, (history) => ({ purge: (query) => history.purge({ ...query, olderThanMs: 0 }) })),
    caughtBy: ['history: purge forgets what ended so long ago'],
    foundByTwins: false,
  },
];
