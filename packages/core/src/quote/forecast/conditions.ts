/** How well the world does against what was measured and expected. */
export interface Conditions {
  /** Work of a replica in an hour, where the policy believes 1. */
  readonly speed: number;
  /** Spot that can be had: all that the pools allow, or this share of what is expected. */
  readonly supply: 'all' | number;
  /** What a cold start takes, against what it is told to. */
  readonly coldStart: number;
}

/** As measured, on the spot supply that the policies expect. */
export const expectedConditions: Conditions = { speed: 1, supply: 1, coldStart: 1 };

/** Half as fast again, as after a measurement under little load, and every spot replica can be had. */
export const goodConditions: Conditions = { speed: 1.5, supply: 'all', coldStart: 0.5 };

/** A third slower, half the spot, and cold starts of twice the length. */
export const badConditions: Conditions = { speed: 2 / 3, supply: 0.5, coldStart: 2 };
