import type { Reckoning } from './reckoning.ts';

export interface LeastSearch {
  /** This does not do. */
  readonly above: number;
  /** Tried first; at least a step above. */
  readonly guess: number;
  readonly most: number;
  /** The answer is a multiple of it. */
  readonly step: number;
  readonly does: (value: number) => Reckoning<boolean>;
}

/** Shares of the value by which the answer may be too large: a forecast is no nearer. */
const CLOSE = 0.02;
const GROWTH = 2;

/**
 * About the least value that does, and always one that does; undefined when none up to `most` is found. Meant for what
 * goes on doing once it does, and costs much to try.
 */
export function* leastThatDoes({ above, guess, most, step, does }: LeastSearch): Reckoning<number | undefined> {
  const rounded = (value: number): number => Math.min(most, Math.ceil(value / step) * step);
  let low = above;
  let high = rounded(Math.max(guess, above + step));
  while (!(yield* does(high))) {
    if (high >= most) return undefined;
    low = high;
    high = rounded(Math.max(high * GROWTH, high + step));
  }
  while (high - low > Math.max(step, high * CLOSE)) {
    const middle = rounded((low + high) / 2);
    if (middle >= high) break;
    if (yield* does(middle)) high = middle;
    else low = middle;
  }
  return high;
}
