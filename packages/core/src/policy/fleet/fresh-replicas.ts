import type { PoolState } from './fleet-policy.ts';
import { EPSILON, type Side } from './fleet-view.ts';

const HOUR_MS = 3_600_000;

/** Fresh replicas that one pool may still start. */
interface FreshReplicas {
  readonly pool: PoolState;
  readonly count: number;
  /** Work of one of them within the time asked for, in hours. */
  readonly hours: number;
}

/** What all replicas that may still start would do within the next `left` hours. */
export function freshHours(side: Side, left: number): number {
  return startableWithin(side, left).reduce((sum, { count, hours }) => sum + count * hours, 0);
}

/** What the whole side would do within the next `left` hours, were all of it started afresh. */
export function fullHours({ pools }: Side, left: number): number {
  return pools.reduce((sum, pool) => sum + mostOf(pool) * hoursOf(pool, left), 0);
}

/** Fresh replicas by pool. */
export type Starts = Readonly<Record<string, number>>;

/**
 * The cheapest fresh replicas that do `short` hours of work within the next `left` hours, as far as there are any; none
 * that would only warm up.
 */
export function freshFor(side: Side, short: number, left: number): Starts {
  const starts: Record<string, number> = {};
  let rest = short;
  for (const { pool, count, hours } of startableWithin(side, left)) {
    const needed = Math.min(count, Math.max(0, Math.ceil(rest / hours - EPSILON)));
    starts[pool.name] = needed;
    rest -= needed * hours;
  }
  return starts;
}

/** Starts enough for the one and for the other. */
export function eitherStarts(one: Starts, other: Starts): Starts {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(names.map((name) => [name, Math.max(one[name] ?? 0, other[name] ?? 0)]));
}

/** How many they are. */
export function countOf(starts: Starts): number {
  return Object.values(starts).reduce((sum, count) => sum + count, 0);
}

/** All replicas that may still start. */
export function allFresh(side: Side): Starts {
  return Object.fromEntries(side.pools.map((pool) => [pool.name, roomIn(pool, side)]));
}

function startableWithin(side: Side, left: number): FreshReplicas[] {
  return side.pools
    .map((pool) => ({ pool, count: roomIn(pool, side), hours: hoursOf(pool, left) }))
    .filter(({ hours }) => hours > EPSILON);
}

function roomIn(pool: PoolState, { replicas }: Side): number {
  const running = replicas.filter((one) => one.pool === pool.name).length;
  return Math.max(0, mostOf(pool) - running);
}

/** Replicas of the pool that could run now. */
function mostOf({ maxReplicas, obtainable }: PoolState): number {
  return Math.min(maxReplicas, obtainable);
}

/** Work of one fresh replica. */
function hoursOf({ coldStartMs, speed = 1 }: PoolState, left: number): number {
  return speed * Math.max(0, left - coldStartMs / HOUR_MS);
}
