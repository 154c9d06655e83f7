import type { Store } from '../store/index.ts';
import type { OnRemoved } from '../telemetry/count-sweeps.ts';
import type { Retention } from './retention.ts';
import type { Sweep } from './sweep.ts';

const RECORDS_AT_ONCE = 1_000;

/** Of reports on batches that ended long ago; none on a store that keeps no history, or where it is kept for good. */
export function sweepHistory(
  { history }: Pick<Store, 'history'>,
  { historyMs }: Retention,
  onRemoved: OnRemoved,
): Sweep | undefined {
  if (!history || historyMs === null) return undefined;
  return sweepRecords('history sweep', (limit) => history.purge({ olderThanMs: historyMs, limit }), onRemoved);
}

/** Of bulk actions, as of reports on batches. */
export function sweepBulkActions(
  { bulkActions }: Pick<Store, 'bulkActions'>,
  { historyMs }: Retention,
  onRemoved: OnRemoved,
): Sweep | undefined {
  if (!bulkActions || historyMs === null) return undefined;
  return sweepRecords('bulk action sweep', (limit) => bulkActions.purge({ olderThanMs: historyMs, limit }), onRemoved);
}

/** Of answers that expired, and holds that lapsed; none on a store that keeps no answers. */
export function sweepResults({ results }: Pick<Store, 'results'>, onRemoved: OnRemoved): Sweep | undefined {
  return results && sweepRecords('result sweep', (limit) => results.purge({ limit }), onRemoved);
}

function sweepRecords(name: string, purge: (limit: number) => Promise<number>, onRemoved: OnRemoved): Sweep {
  return {
    name,
    async step() {
      const gone = await purge(RECORDS_AT_ONCE);
      onRemoved(gone);
      return gone < RECORDS_AT_ONCE ? 'done' : 'more';
    },
  };
}
