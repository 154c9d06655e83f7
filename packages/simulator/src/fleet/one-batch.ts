import type { FleetPolicy } from '@spillway/core/fleet';
import type { FleetScenario } from './simulated-fleet.ts';

/** What a dedicated replica cost beside a spot replica in the zones of the published H100 trace, in October 2025. */
export const usualPriceRatio: number = 82.53 / 18.979;

/** One batch on one zone. */
export interface OneBatch {
  /** Replicas that spot gives, for each tick of the window. */
  readonly supply: readonly number[];
  /** Length of a tick, in hours. */
  readonly tickHours: number;
  /** Work, in hours of one replica. */
  readonly workHours: number;
  /** Time until the deadline. */
  readonly windowHours: number;
  /** Replicas of spot at the most. */
  readonly spot: number;
  /** Dedicated replicas at the most. */
  readonly dedicated: number;
  /** What a cold start takes, in hours. */
  readonly coldStartHours: number;
  /** Price of a dedicated replica where a spot replica costs 1. */
  readonly priceRatio: number;
}

/** The run of `policy` over the batch, in a pool `spot` and a pool `dedicated`. */
export function scenarioOf(batch: OneBatch, policy: FleetPolicy): FleetScenario {
  const { supply, tickHours, workHours, windowHours, spot, dedicated, coldStartHours, priceRatio } = batch;
  const ticks = Math.round(windowHours / tickHours);
  return {
    policy,
    tickHours,
    ticks,
    batches: [{ id: 'batch', tenant: 'tenant', priority: 1, hours: workHours, arrivesTick: 0, deadlineTick: ticks }],
    pools: [
      { name: 'spot', preemptible: true, pricePerHour: 1, maxReplicas: spot, coldStartHours, supply },
      { name: 'dedicated', preemptible: false, pricePerHour: priceRatio, maxReplicas: dedicated, coldStartHours },
    ],
  };
}

/** A cost as a share of what the work costs on dedicated replicas without any cold start. */
export function relativeCost(
  cost: number,
  { workHours, priceRatio }: Pick<OneBatch, 'workHours' | 'priceRatio'>,
): number {
  return cost / (workHours * priceRatio);
}
