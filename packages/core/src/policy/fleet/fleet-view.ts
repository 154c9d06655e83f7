import type { FleetState, PoolState } from './fleet-policy.ts';

const HOUR_MS = 3_600_000;

/** Two quantities of hours that differ by less are the same: far below a second, far above rounding. */
export const EPSILON = 1e-9;

/** A replica with the time until it works in hours. */
interface WarmingReplica {
  readonly id: string;
  readonly pool: string;
  readonly cold: number;
  /** Hours of work that it does in an hour. */
  readonly speed: number;
}

/** The preemptible pools, or the others, as one supply. */
export interface Side {
  /** By what an hour of work costs in them, the cheapest first. */
  readonly pools: readonly PoolState[];
  /** In the order of their starts; of replicas that started together, those of the dearest pool last. */
  readonly replicas: readonly WarmingReplica[];
  readonly min: number;
  readonly max: number;
  /** Replicas that could run now, the running ones included. */
  readonly obtainable: number;
  /** The slowest cold start among the pools. */
  readonly cold: number;
  /** Hours of work that all pools do in an hour at their maximum. */
  readonly rate: number;
}

/** Work due by one deadline or before it, with everything in replica-hours. */
export interface Due {
  readonly deadlineAt: number;
  /** Time left until the deadline, less the margin. */
  readonly left: number;
  /** Work left, where unsettled work on spot counts as done. */
  readonly work: number;
  /** Work left, where it counts as not done. It never grows but by an arrival. */
  readonly safe: number;
}

/** A state in hours from now, with the work summed up to each deadline. */
export interface FleetView {
  readonly tick: number;
  /** By deadline; work that is past its deadline is left out. */
  readonly due: readonly Due[];
  readonly spot: Side;
  readonly dedicated: Side;
}

/** What a policy allows for that it cannot know. */
export interface MarginOptions {
  /** Deadlines count as so much earlier, but never by more than a tenth of the time that is left; 0 by default. */
  readonly marginMs?: number;
  /** Work counts as larger by this share, for throughput that is estimated; 0 by default. */
  readonly workMargin?: number;
}

/** The view of `state` within its margins. */
export function viewOf(state: FleetState, { marginMs = 0, workMargin = 0 }: MarginOptions = {}): FleetView {
  return {
    tick: state.tickMs / HOUR_MS,
    due: sumsByDeadline(state, marginMs / HOUR_MS, 1 + workMargin),
    spot: sideOf(state.pools.filter((pool) => pool.preemptible)),
    dedicated: sideOf(state.pools.filter((pool) => !pool.preemptible)),
  };
}

/** Hours of work that the replicas do alone within the next `left` hours. */
export function capacity(replicas: Side['replicas'], left: number): number {
  let hours = 0;
  for (const { cold, speed } of replicas) if (cold < left) hours += speed * (left - cold);
  return hours;
}

/** The price of an hour of work. */
export function workPrice({ pricePerHour, speed = 1 }: PoolState): number {
  return pricePerHour / speed;
}

function sumsByDeadline({ asOf, due }: FleetState, marginHours: number, scale: number): Due[] {
  const ahead = due.filter((row) => row.deadlineAt > asOf && row.leftHours + row.unsettledHours > EPSILON);
  const rows = ahead.sort((one, other) => one.deadlineAt - other.deadlineAt);
  const sums: Due[] = [];
  let work = 0;
  let safe = 0;
  rows.forEach((row, index) => {
    work += row.leftHours * scale;
    safe += (row.leftHours + row.unsettledHours) * scale;
    if (rows[index + 1]?.deadlineAt === row.deadlineAt) return;
    const hours = (row.deadlineAt - asOf) / HOUR_MS;
    const left = hours - Math.min(marginHours, hours / 10);
    sums.push({ deadlineAt: row.deadlineAt, left, work, safe });
  });
  return sums;
}

function sideOf(pools: readonly PoolState[]): Side {
  const byPrice = pools.toSorted((one, other) => workPrice(one) - workPrice(other));
  const replicas = byPrice.flatMap(({ name, speed = 1, replicas: own }) =>
    own.map(({ id, coldMs }) => ({ id, pool: name, cold: coldMs / HOUR_MS, speed })),
  );
  // Within a pool the oldest come first already, and the sort is stable.
  if (byPrice.length > 1) replicas.sort((one, other) => one.cold - other.cold);
  const sum = (count: (pool: PoolState) => number): number => byPrice.reduce((total, pool) => total + count(pool), 0);
  return {
    pools: byPrice,
    replicas,
    min: sum((pool) => pool.minReplicas),
    max: sum((pool) => pool.maxReplicas),
    obtainable: sum((pool) => Math.min(pool.obtainable, pool.maxReplicas)),
    cold: byPrice.reduce((slowest, pool) => Math.max(slowest, pool.coldStartMs / HOUR_MS), 0),
    rate: sum(({ maxReplicas, speed = 1 }) => maxReplicas * speed),
  };
}
