import type { Pool } from '../policy/index.ts';

/** Whether something starts and stops the pool's workers. */
export function isScaled({ scaled, maxReplicas = Number.POSITIVE_INFINITY }: Pool): boolean {
  return scaled ?? Number.isFinite(maxReplicas);
}
