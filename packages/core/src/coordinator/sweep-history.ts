import type { CoordinatorOptions } from './coordinator-options.ts';

const REPORTS_AT_ONCE = 1_000;

/** Forgets old reports. */
export async function sweepHistory({
  store,
  historyKeptMs,
}: Pick<CoordinatorOptions, 'store' | 'historyKeptMs'>): Promise<void> {
  if (!store.history || historyKeptMs === null) return;
  const query = { olderThanMs: historyKeptMs, limit: REPORTS_AT_ONCE };
  while ((await store.history.purge(query)) === REPORTS_AT_ONCE);
}
