import type { Lane } from '../store/index.ts';
import type { FleetWants } from './decide-fleet.ts';
import type { FleetSight } from './fleet-state.ts';

/** Share of a lane's window that spot has for itself. */
const SPOT_SHARE = 0.5;

/**
 * What is safe while nobody knows how long the work takes: a replica of spot that finds out, and dedicated once half of
 * a window has passed, or when no spot worker serves the model.
 */
export function planUnmeasured({ asOf, observed, lanes, allOpen }: FleetSight): FleetWants {
  const opens = (lane: Lane): boolean =>
    allOpen || lane.permission === 'all' || lane.deadlineAt - asOf < SPOT_SHARE * (lane.deadlineAt - lane.createdAt);
  const some = lanes.some((lane) => opens(lane));
  const replicas = observed.map(({ pool, live }) => {
    const needed = pool.preemptible ? lanes.length > 0 : some;
    const most = pool.maxReplicas ?? Number.POSITIVE_INFINITY;
    return [pool.name, needed ? Math.min(most, Math.max(1, live.length)) : 0] as const;
  });
  const why = allOpen
    ? 'No other worker serves the model.'
    : 'Half of the window has passed, and no throughput is known.';
  return { replicas: Object.fromEntries(replicas), opens, why: some ? [why] : [] };
}
