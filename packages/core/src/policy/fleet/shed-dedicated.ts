import { capacity, EPSILON, type FleetView } from './fleet-view.ts';
import type { SpotForecast } from './spot-forecast.ts';

/** When dedicated capacity is given back to spot. */
export interface ShedOptions {
  /** Share of the forecast that must cover all work; 0.4 by default. */
  readonly share?: number;
  /**
   * Work, in cold starts of a replica, by which every deadline must be safe without what is shed; 24 by default, so that
   * the next batches find room, and 4 while there is but one deadline.
   */
  readonly spareColdStarts?: number;
}

/**
 * Whether all dedicated replicas may stop: the forecast covers the work of every deadline more than twice, and each
 * stays safe with work to spare, so that the must rule does not fire at the next tick.
 */
export function mayShed(
  { due, dedicated, tick }: FleetView,
  forecast: SpotForecast,
  { share = 0.4, spareColdStarts = due.length > 1 ? 24 : 4 }: ShedOptions = {},
): boolean {
  const spare = spareColdStarts * dedicated.cold;
  return due.every(
    ({ left, work, safe }) =>
      work < share * forecast(left) && safe <= dedicated.max * (left - tick - dedicated.cold) - spare,
  );
}

/** How many of the newest dedicated replicas may stop because the others alone finish every deadline in time. */
export function idleDedicated({ due, dedicated }: FleetView): number {
  const { replicas, min } = dedicated;
  let kept = replicas.length;
  const enough = (count: number): boolean =>
    due.every(({ left, safe }) => capacity(replicas.slice(0, count), left) >= safe - EPSILON);
  while (kept > min && enough(kept - 1)) kept--;
  return replicas.length - kept;
}
