import type { FleetPolicy } from '@spillway/core/fleet';
import { type SpotTrace, simulateOnTrace } from '@spillway/simulator/fleet';

/** One policy under batches that keep arriving. */
export interface ArrivalFigures {
  readonly policy: string;
  readonly cost: number;
  readonly batches: number;
  readonly late: number;
  readonly refused: number;
  /** Work that was kept, as a share of the replica-hours that were paid for. */
  readonly utilization: number;
  /** Jain's index over the tenants' mean shares of their windows. */
  readonly fairness: number;
}

/** Five seeds of arrivals on each zone alone, or on all zones of `pooled` as one supply. */
export function measureArrivals(
  trace: SpotTrace,
  policies: readonly FleetPolicy[],
  { blackoutHours, pooled }: { readonly blackoutHours?: number | undefined; readonly pooled?: readonly string[] } = {},
): ArrivalFigures[] {
  const report = simulateOnTrace({
    trace: blackoutHours === undefined ? trace : darkened(trace, blackoutHours),
    policies,
    load: { kind: 'arrivals', seeds: [1, 2, 3, 4, 5] },
    ...(pooled ? { zones: pooled, pooled: true } : {}),
  });
  return report.policies.map(({ policy, cost, batches, late, refused, utilization, fairness }) => ({
    policy,
    cost,
    batches,
    late,
    refused,
    utilization,
    fairness: fairness.index,
  }));
}

function darkened(trace: SpotTrace, blackoutHours: number): SpotTrace {
  const from = Math.ceil((blackoutHours * 3600) / trace.tickSeconds);
  const zones = Object.entries(trace.zones).map(
    ([zone, counts]) => [zone, counts.map((count, tick) => (tick >= from ? 0 : count))] as const,
  );
  return { ...trace, zones: Object.fromEntries(zones) };
}
