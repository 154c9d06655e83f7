import type { Pool } from '../policy/index.ts';
import type { PoolMemory } from './tick-memory.ts';

/** The share of measured cold starts that a forecast covers. */
const HIGH = 0.9;
/** What is guessed. */
const COLD_START_MS = 180_000;

interface KnownPool {
  readonly pool: Pool;
  readonly memory: PoolMemory;
}

/** Whether nobody knows what a cold start takes: it was neither measured nor configured. */
export function isGuessed({ pool, memory }: KnownPool): boolean {
  return memory.ready.length === 0 && pool.coldStartMs === undefined;
}

/** A high quantile of what was measured, else what was configured, else a guess. */
export function coldStartOf({ pool, memory: { ready } }: KnownPool): number {
  const times = ready.map(({ ms }) => ms).sort((one, other) => one - other);
  return times[Math.ceil(HIGH * times.length) - 1] ?? pool.coldStartMs ?? COLD_START_MS;
}
