import { EPSILON, type FleetView } from './fleet-view.ts';
import type { SpotForecast } from './spot-forecast.ts';
import { startable } from './start-spot.ts';

/** How much spot is started. */
export interface PaceOptions {
  /**
   * Times the share of the forecast that the work takes; by default 2 with one spot pool, and less with several, whose
   * shortages do not fall together: `1 + 1 / pools`. A larger one starts more at once.
   */
  readonly pace?: number;
  /** Work that every spot replica must find, in cold starts; 3 by default. Fewer would pay more to start than they do. */
  readonly worthwhileColdStarts?: number;
}

/**
 * Spot replicas to run: no more than the tightest deadline needs of the forecast, since every replica pays a cold start
 * (`ceil(pace·C·S / F)`), no more than could each do a tick and three cold starts of work, and at least one; none that
 * would only warm up. Running ones stay.
 */
export function paceSpot(
  { due, spot, tick }: FleetView,
  forecast: SpotForecast,
  { pace = 1 + 1 / Math.max(1, spot.pools.length), worthwhileColdStarts = 3 }: PaceOptions = {},
): number {
  const all = due.at(-1);
  if (all === undefined || spot.max === 0) return 0;
  if (all.left <= spot.cold + EPSILON) return spot.replicas.length;
  let most = 1;
  for (const { left, work } of due)
    most = Math.max(most, Math.ceil((pace * work * spot.max) / forecast(left) - EPSILON));
  const worthwhile = Math.ceil(all.work / Math.max(tick, worthwhileColdStarts * spot.cold) - EPSILON);
  return startable({ spot, due }, Math.min(most, worthwhile));
}
