import { ownValue } from '../../own-value.ts';
import type { FleetMemory } from './fleet-memory.ts';
import type { Side } from './fleet-view.ts';

/** What is believed of a supply before it was watched, and how fast its present state is forgotten. */
export interface SpotForecastOptions {
  /** Share of a pool's maximum that is expected of a pool never seen; 0.6 by default. */
  readonly priorShare?: number;
  /** Hours of watching that the prior counts as; 2 by default. */
  readonly priorHours?: number;
  /** Hours after which the present supply says 1/e of what it said at first; 8 by default. */
  readonly persistenceHours?: number;
}

/** Spot hours that a supply will give within the next so many hours. */
export type SpotForecast = (hours: number) => number;

/**
 * The mean supply, which starts at the prior, for all of the time, and what the present supply differs from it, fading
 * (`mu·R + (a − mu)·8h·(1 − exp(−R / 8h))`).
 */
export function forecastSpot(
  side: Side,
  memory: FleetMemory,
  { priorShare = 0.6, priorHours = 2, persistenceHours = 8 }: SpotForecastOptions = {},
): SpotForecast {
  let mean = 0;
  let present = 0;
  for (const { name, maxReplicas, obtainable, speed = 1 } of side.pools) {
    const seen = ownValue(memory.seen, name) ?? { hours: 0, replicaHours: 0 };
    mean += (speed * (priorHours * priorShare * maxReplicas + seen.replicaHours)) / (priorHours + seen.hours);
    present += speed * Math.min(obtainable, maxReplicas);
  }
  const surplus = (present - mean) * persistenceHours;
  return (hours) => mean * hours + surplus * (1 - Math.exp(-hours / persistenceHours));
}
