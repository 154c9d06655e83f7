import { seededChance } from '@spillway/contract';
import type { Randomness } from '@spillway/core';

/** Chance that repeats itself from a seed. */
export function seededRandomness(seed: number): Randomness {
  const next = seededChance(seed);
  let ids = 0;
  return { next, id: () => `id${String(ids++).padStart(6, '0')}` };
}
