import type { Pool } from '../policy/index.ts';
import type { FleetStanding } from '../store/index.ts';
import type { GoingWorker } from './interruption-board.ts';

export interface UnaskedLeaversOptions {
  /** Workers that were there at the last look. */
  readonly before: readonly GoingWorker[];
  /** Ids of those that are still there, or of which it is known why they are not. */
  readonly accounted: ReadonlySet<string>;
  readonly standings: readonly FleetStanding[];
  readonly pools: readonly Pool[];
}

/**
 * Workers of preemptible pools that said goodbye although all of them were wanted: machines that are taken back end what runs
 * on them by the same signal as whoever scales down, and only the wish tells the two apart.
 */
export function unaskedLeavers({ before, accounted, standings, pools }: UnaskedLeaversOptions): readonly GoingWorker[] {
  const preemptible = new Set(pools.filter((pool) => pool.preemptible).map(({ name }) => name));
  const surplus = surplusOf(before, standings);
  return before.filter(({ id, pool, models = [] }) => {
    if (accounted.has(id) || !preemptible.has(pool)) return false;
    const lanes = models.map((model) => laneOf(pool, model));
    if (lanes.some((lane) => surplus.get(lane) === 0)) return true;
    for (const lane of lanes) surplus.set(lane, (surplus.get(lane) ?? 1) - 1);
    return false;
  });
}

/** How many more there were than are wanted, by pool and model. */
function surplusOf(before: readonly GoingWorker[], standings: readonly FleetStanding[]): Map<string, number> {
  const there = before.flatMap(({ pool, models = [] }) => models.map((model) => laneOf(pool, model)));
  const wanted = new Map(standings.map((one) => [laneOf(one.pool, one.model), one.desiredReplicas]));
  return new Map(
    [...Map.groupBy(there, (lane) => lane)].map(([lane, { length }]) => [
      lane,
      Math.max(0, length - (wanted.get(lane) ?? 0)),
    ]),
  );
}

function laneOf(pool: string, model: string): string {
  return JSON.stringify([pool, model]);
}
