import type { PoolState } from './fleet-policy.ts';

/** What was seen of the supply of one preemptible pool, older sights counting less. */
export interface SeenSupply {
  /** How long it was watched, in faded hours. */
  readonly hours: number;
  /** Replicas that were obtainable, times hours, faded alike. */
  readonly replicaHours: number;
}

/** What a fleet policy carries from tick to tick. Plain JSON, so that the tick's row can keep it. */
export interface FleetMemory {
  /** By the pool's name. */
  readonly seen: Readonly<Record<string, SeenSupply>>;
  /** Whether a policy that escalates once has done so. */
  readonly escalated: boolean;
}

/** The memory before the first decision. */
export const freshMemory: FleetMemory = Object.freeze({ seen: Object.freeze({}), escalated: false });

/** `memory` after another sight of the pools' supply, which stands for the coming tick. */
export function remember(
  memory: FleetMemory,
  pools: readonly PoolState[],
  { tickHours, keep }: { readonly tickHours: number; readonly keep: number },
): FleetMemory {
  const seen: Record<string, SeenSupply> = { ...memory.seen };
  const kept = keep ** tickHours;
  for (const pool of pools) {
    const { hours, replicaHours } = seen[pool.name] ?? { hours: 0, replicaHours: 0 };
    const supply = Math.min(pool.obtainable, pool.maxReplicas);
    seen[pool.name] = { hours: hours * kept + tickHours, replicaHours: replicaHours * kept + supply * tickHours };
  }
  return { ...memory, seen };
}
