import type { Verdict } from '../executor/index.ts';

/** All that a retry policy decides from. */
export interface RetrySnapshot {
  /** How the last execution ended. */
  readonly verdict: Exclude<Verdict, { kind: 'answered' }>;
  /** Failed attempts of this request, this one included when the verdict is `failed`. */
  readonly attempts: number;
  /** The batch's bound on failed attempts. */
  readonly maxAttempts: number;
  /** How many verdicts in a row of this execution round burnt no attempt. */
  readonly rounds: number;
  /** To the batch's deadline. */
  readonly timeLeftMs: number;
  /** A number in [0, 1) for jitter. */
  readonly chance: number;
}

/**
 * - `wait`: run it again within this claim after `afterMs`.
 * - `defer`: give it back, to be handed out again after `afterMs`.
 * - `end`: record the outcome; `failed` carries the engine's answer, `deadLettered` an error code.
 */
export type RetryDecision =
  | { readonly kind: 'wait'; readonly afterMs: number }
  | { readonly kind: 'defer'; readonly afterMs: number }
  | { readonly kind: 'end'; readonly outcome: 'failed' | 'deadLettered' };

/** Decides what becomes of a request that was not answered. Pure. */
export type RetryPolicy = (snapshot: RetrySnapshot) => RetryDecision;
