import { randomUUID } from 'node:crypto';

/** Chance, as core's `Randomness` has it. */
export interface Randomness {
  /** A number in [0, 1). */
  next(): number;
  /** A fresh identifier. */
  id(): string;
}

/** Chance from the operating system. */
export const systemRandomness: Randomness = { next: () => Math.random(), id: () => randomUUID() };
