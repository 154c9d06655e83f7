import type { FleetMemory } from './fleet-memory.ts';
import type { FleetPlan, FleetReason, PoolState } from './fleet-policy.ts';
import { type FleetView, type Side, workPrice } from './fleet-view.ts';
import { countOf, type Starts } from './fresh-replicas.ts';

/** What a policy wants of the two sides, before it is spread over their pools. */
export interface Wants {
  /** Spot replicas in all; none is ever stopped while there is work. */
  readonly spot: number;
  /** Dedicated replicas in all, before `starts`. */
  readonly dedicated: number;
  /** Dedicated replicas to start beside them, by pool. */
  readonly starts?: Starts;
  /** What speaks for one more spot replica beside `running` ones of a pool, among pools of one price; nothing by default. */
  readonly worth?: (pool: string, running: number) => number;
  readonly reasons: readonly FleetReason[];
  readonly memory: FleetMemory;
}

/**
 * Spreads wants over the pools: what starts goes where an hour of work is cheapest and there is room, among pools of one
 * price where it is worth most, and else evenly, so that one shortage takes fewer; what stops is the newest. Without work
 * everything stops but the minimum of each pool.
 */
export function planReplicas({ due, spot, dedicated }: FleetView, wants: Wants): FleetPlan {
  const done = due.length === 0;
  const starts = done ? {} : (wants.starts ?? {});
  const counted = done ? 0 : wants.dedicated + countOf(starts);
  const wanted = Math.min(dedicated.max, Math.max(dedicated.min, counted));
  const stopped = dedicated.replicas.slice(wanted);
  const replicas = {
    ...spread(spot, done ? spot.min : Math.max(spot.min, wants.spot), wants.worth ? { worth: wants.worth } : {}),
    ...spread(dedicated, wanted, { starts }),
  };
  return {
    replicas,
    drop: stopped.map(({ id }) => id),
    dedicatedUntilAt: wanted > 0 ? due.at(-1)?.deadlineAt : undefined,
    reasons: wants.reasons,
    memory: wants.memory,
  };
}

function spread(
  { pools, replicas }: Side,
  wanted: number,
  { starts = {}, worth = () => 0 }: Pick<Wants, 'starts' | 'worth'>,
): Record<string, number> {
  const counts: Record<string, number> = {};
  const running = (pool: PoolState): number => counts[pool.name] ?? 0;
  for (const { name } of pools) counts[name] = 0;
  for (const { pool } of replicas.slice(0, wanted)) counts[pool] = (counts[pool] ?? 0) + 1;
  for (const [pool, count] of Object.entries(starts)) counts[pool] = (counts[pool] ?? 0) + count;
  for (let rest = wanted - replicas.length - countOf(starts); rest > 0; rest--) {
    const open = pools.filter((pool) => running(pool) < Math.min(pool.obtainable, pool.maxReplicas));
    const worthOf = (pool: PoolState): number => worth(pool.name, running(pool));
    const [first] = open.sort(
      (one, other) =>
        workPrice(one) - workPrice(other) || worthOf(other) - worthOf(one) || running(one) - running(other),
    );
    if (!first) break;
    counts[first.name] = running(first) + 1;
  }
  return counts;
}
