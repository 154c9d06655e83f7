import { viewOf } from '../../policy/fleet/fleet-view.ts';
import { freshMemory, type PoolState } from '../../policy/fleet/index.ts';
import { forecastSpot } from '../../policy/fleet/spot-forecast.ts';
import type { Conditions } from './conditions.ts';

/** Between the two looks from which the supply at a moment is told. */
const GLANCE_HOURS = 1 / 60;

/** Replicas that a pool can have, so many hours from now. */
export type Supply = (hours: number) => number;

/**
 * The supply of a preemptible pool that the policies expect: what can be had now, fading into the mean. It is
 * the forecast of paced burst before it has watched the pool.
 */
export function spotSupply(pool: PoolState, { supply }: Pick<Conditions, 'supply'>): Supply {
  const most = Math.min(pool.obtainable, pool.maxReplicas);
  if (supply === 'all') return () => most;
  const alone = { asOf: 0, tickMs: 0, pools: [{ ...pool, speed: 1 }], due: [] };
  const forecast = forecastSpot(viewOf(alone).spot, freshMemory);
  return (hours) => {
    const expected = (forecast(hours + GLANCE_HOURS) - forecast(hours)) / GLANCE_HOURS;
    return Math.min(pool.maxReplicas, Math.ceil(supply * Math.round(expected)));
  };
}
