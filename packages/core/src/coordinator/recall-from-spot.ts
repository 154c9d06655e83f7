import type { FleetDecision, Lane } from '../store/index.ts';
import type { ObservedPool } from './observe-pool.ts';

/**
 * What spot holds unstarted of lanes that are open to a pool with idle workers, which find nothing to claim there. Spot
 * may be the first to ask again; then it is recalled once more at the next tick.
 */
export function recallFromSpot(
  observed: readonly ObservedPool[],
  lanes: ReadonlyMap<string, readonly Lane[]>,
): FleetDecision['recalls'] {
  const spot = observed.filter(({ pool }) => pool.preemptible).map(({ pool }) => pool.name);
  const wanting = observed.filter(
    ({ pool, live }) =>
      !pool.preemptible && pool.permission !== 'all' && live.some(({ inFlight, capacity }) => inFlight < capacity),
  );
  const held = wanting.flatMap(({ pool }) =>
    (lanes.get(pool.name) ?? []).filter(({ permission, dueInMs }) => permission === 'all' && dueInMs > 0),
  );
  const batches = new Set(held.map(({ batchId }) => batchId));
  return [...batches].flatMap((batchId) => spot.map((pool) => ({ batchId, pool })));
}
