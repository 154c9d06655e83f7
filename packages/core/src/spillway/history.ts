import { SpillwayError } from '../errors/index.ts';
import { slaOf } from '../history/sla.ts';
import type { History, Store } from '../store/index.ts';
import type { SpillwayHistory } from './batch-history.ts';

/** What became of batches. */
export function createHistory(store: Pick<Store, 'history'>): SpillwayHistory {
  return {
    async list({ limit = 20, ...query } = {}) {
      const { reports, hasMore } = await historyOf(store).list({ limit, ...query });
      return { reports: reports.map((report) => ({ ...report, sla: slaOf(report) })), hasMore };
    },
  };
}

function historyOf({ history }: Pick<Store, 'history'>): History {
  if (history) return history;
  throw new SpillwayError('The store does not keep a history.', {
    code: 'invalid_argument',
    param: 'store',
    hint: 'Use a store with the role `history`.',
  });
}
