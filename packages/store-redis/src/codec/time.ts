import { SpillwayError } from '@spillway/core/errors';

/** Policies reckon in fractions; instants of the store are whole. Never early: up. */
export function wholeMs(ms: number): number {
  // Within a script it would fail half-way, and scripts are not rolled back.
  if (!Number.isFinite(ms)) throw new SpillwayError(`${ms} is no duration.`, { code: 'invalid_argument' });
  return Math.ceil(ms);
}
