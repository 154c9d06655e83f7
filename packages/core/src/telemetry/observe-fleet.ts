import type { BatchObservableResult } from '@opentelemetry/api';
import type { FleetStanding, Store } from '../store/index.ts';
import type { Gauges } from './gauges.ts';
import { shownStandings } from './shown-standings.ts';

/** Shows what was last decided about the fleet, and from what. */
export async function observeFleet(
  result: BatchObservableResult,
  gauges: Gauges,
  { fleet }: Pick<Store, 'fleet'>,
): Promise<void> {
  for (const standing of shownStandings(await fleet.list())) observeStanding(result, gauges, standing);
}

function observeStanding(
  result: BatchObservableResult,
  gauges: Gauges,
  { pool, model, desiredReplicas, observed }: FleetStanding,
): void {
  const labels = { pool, model };
  result.observe(gauges.desiredReplicas, desiredReplicas, labels);
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
