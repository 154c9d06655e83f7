import { capacity, EPSILON, type FleetView } from './fleet-view.ts';
import { fullHours } from './fresh-replicas.ts';
import type { SpotForecast } from './spot-forecast.ts';

/** When dedicated capacity is given back to spot. */
export interface ShedOptions {
  /**
   * Share of the forecast that must cover the work of every deadline; 0.7 by default, and 0.4 while there is but one
   * deadline, since a single batch pays all cold starts of a mistake itself.
   */
  readonly share?: number;
  /**
   * Work, in cold starts of a replica, by which every deadline must be safe without what is shed; 24 by default, so that
   * the next batches find room, and 4 while there is but one deadline.
   */
  readonly spareColdStarts?: number;
}

const alone = { share: 0.4, spareColdStarts: 4 };
const amongMany = { share: 0.7, spareColdStarts: 24 };

/**
 * Whether all dedicated replicas may stop: the forecast covers the work of every deadline with much to spare, and
 * each stays safe with work to spare, so that the must rule does not fire at the next tick.
 */
export function mayShed(
  { due, dedicated, tick }: FleetView,
  forecast: SpotForecast,
  options: ShedOptions = {},
): boolean {
  const { share, spareColdStarts } = { ...(due.length > 1 ? amongMany : alone), ...options };
  const spare = spareColdStarts * dedicated.cold;
  return due.every(
    ({ left, work, safe }) => work < share * forecast(left) && safe <= fullHours(dedicated, left - tick) - spare,
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
