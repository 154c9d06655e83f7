import type { CoordinatorOptions } from './coordinator-options.ts';

const RESULTS_AT_ONCE = 1_000;

/** Forgets answers that expired, and holds that lapsed. */
export async function sweepResults({ store: { results } }: Pick<CoordinatorOptions, 'store'>): Promise<void> {
  while (results && (await results.purge({ limit: RESULTS_AT_ONCE })) === RESULTS_AT_ONCE);
}
