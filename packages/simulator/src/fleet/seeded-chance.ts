import { uniform } from '../engine/seeded-random.ts';

/** Chance that a seed repeats: each call gives the next number. */
export interface SeededChance {
  /** A number in [0, 1). */
  next(): number;
  /** A number of the standard normal distribution (by Box and Muller). */
  normal(): number;
  /** A time until the next event of a Poisson process with so many events in a unit of time. */
  untilNext(rate: number): number;
}

/** The sequence of `seed`. */
export function seededChance(seed: number): SeededChance {
  let drawn = 0;
  const next = (): number => {
    drawn += 1;
    return uniform(seed, drawn, 0, 0x51ab);
  };
  return {
    next,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    untilNext: (rate) => -Math.log(1 - next()) / rate,
  };
}
