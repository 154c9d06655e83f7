import type { Pool } from '../policy/index.ts';

/** Whether something starts and stops the pool's workers. */
export function isScaled({ scaled, maxReplicas = Number.POSITIVE_INFINITY }: Pool): boolean {
  return scaled ?? Number.isFinite(maxReplicas);
}

/** Replicas at the most where something starts and stops them and nobody says how many. */
export const SCALED_MOST = 16;

/** Workers of each model at the most; null where nothing starts and stops them. */
export function mostScaled(pool: Pool): number | null {
  return isScaled(pool) ? (pool.maxReplicas ?? SCALED_MOST) : null;
}
