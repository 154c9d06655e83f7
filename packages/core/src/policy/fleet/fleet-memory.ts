import { ownValue } from '../../own-value.ts';
import type { PoolState } from './fleet-policy.ts';
import { type HeldLevel, watchLevels } from './held-levels.ts';

/** What was seen of the supply of one preemptible pool, older sights counting less. */
export interface SeenSupply {
  /** How long it was watched, in faded hours. */
  readonly hours: number;
  /** Replicas that were obtainable, times hours, faded alike. */
  readonly replicaHours: number;
  /** For how long how many have been obtainable by now. Absent in what an older version left. */
  readonly levels?: readonly HeldLevel[];
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

/**
 * `memory` after another sight of the pools' supply, which stands for the coming tick. For the first `memoryHours` every
 * sight counts alike; from then on older ones fade so that they count as that many hours in all.
 */
export function remember(
  memory: FleetMemory,
  pools: readonly PoolState[],
  { tickHours, memoryHours }: { readonly tickHours: number; readonly memoryHours: number },
): FleetMemory {
  const seen: Record<string, SeenSupply> = { ...memory.seen };
  for (const { name, obtainable, maxReplicas } of pools) {
    const before = ownValue(seen, name) ?? { hours: 0, replicaHours: 0 };
    const count = Math.min(obtainable, maxReplicas);
    const hours = before.hours + tickHours;
    const replicaHours = before.replicaHours + count * tickHours;
    const kept = Math.min(1, memoryHours / hours);
    const levels = watchLevels(before.levels ?? [], count, tickHours);
    seen[name] = { hours: hours * kept, replicaHours: replicaHours * kept, levels };
  }
  return { ...memory, seen };
}
