import { canFinish, type FleetState } from '../policy/fleet/index.ts';
import { isGuessed } from './cold-start.ts';
import type { ObservedPool } from './observe-pool.ts';

/** Share of the time until the next deadline that a cold start may seem to take while nobody knows. */
const SHARE = 0.25;
/** Nothing starts sooner. */
const LEAST_MS = 10_000;

/**
 * The state as it is, unless a cold start that is but a guess would let no deadline be met: then the guess is made small
 * enough to try. Else replicas would never be started that could have done the work, and nobody would find out.
 */
export function hopefulState(state: FleetState, observed: readonly ObservedPool[]): FleetState {
  const guessed = new Set(observed.filter((one) => isGuessed(one)).map(({ pool }) => pool.name));
  const ahead = state.due.map(({ deadlineAt }) => deadlineAt - state.asOf).filter((leftMs) => leftMs > 0);
  const mostMs = SHARE * Math.min(...ahead);
  if (guessed.size === 0 || ahead.length === 0 || mostMs < LEAST_MS || canFinish(state)) return state;
  const pools = state.pools.map((pool) => {
    if (!guessed.has(pool.name)) return pool;
    const replicas = pool.replicas.map((one) => ({ ...one, coldMs: Math.min(one.coldMs, mostMs) }));
    return { ...pool, coldStartMs: Math.min(pool.coldStartMs, mostMs), replicas };
  });
  return { ...state, pools };
}
