import type { BatchObservableResult } from '@opentelemetry/api';
import type { Clock } from '../clock.ts';
import { mostScaled } from '../coordinator/is-scaled.ts';
import type { Pool } from '../policy/index.ts';
import type { FleetStanding, Store } from '../store/index.ts';
import type { Gauges } from './gauges.ts';
import { shownStandings } from './shown-standings.ts';

export interface ObserveFleetOptions {
  readonly store: Pick<Store, 'fleet'>;
  readonly pools: readonly Pool[];
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * What a decision was made from is told for so long: nothing is decided about a model without work, and what was seen last
 * would stand for ever. Many times the pace of decisions, so that clocks that differ do not matter.
 */
const FRESH_MS = 300_000;

/** Shows what was last decided about the fleet, and from what. */
export async function observeFleet(
  result: BatchObservableResult,
  gauges: Gauges,
  { store: { fleet }, pools, clock }: ObserveFleetOptions,
): Promise<void> {
  for (const pool of pools) {
    const most = mostScaled(pool);
    if (most !== null) result.observe(gauges.maxReplicas, most, { pool: pool.name });
  }
  const freshFromAt = clock.now() - FRESH_MS;
  for (const standing of shownStandings(await fleet.list())) {
    result.observe(gauges.desiredReplicas, standing.desiredReplicas, { pool: standing.pool, model: standing.model });
    if (standing.decidedAt >= freshFromAt) observeStanding(result, gauges, standing);
  }
}

function observeStanding(
  result: BatchObservableResult,
  gauges: Gauges,
  { pool, model, observed }: FleetStanding,
): void {
  const labels = { pool, model };
  if (!observed) return;
  result.observe(gauges.liveReplicas, observed.live, labels);
  result.observe(gauges.coldStart, observed.coldStartMs / 1_000, labels);
  if (observed.throughput) result.observe(gauges.requestsPerSecond, observed.throughput.requestsPerSecond, labels);
  const tokensPerSecond = observed.throughput?.tokensPerSecond ?? null;
  if (tokensPerSecond !== null) result.observe(gauges.tokensPerSecond, tokensPerSecond, labels);
  // The same in all pools, which were decided about together.
  result.observe(gauges.workRequests, observed.openRequests, { model });
  result.observe(gauges.workTokens, observed.openTokens, { model });
}
