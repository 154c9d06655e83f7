import type { RetryDecision, RetryPolicy, RetrySnapshot } from './retry.ts';

/** How long `plainRetry` waits. */
export interface PlainRetryOptions {
  /** The first wait at the most; each further one at most doubles. 250 by default. */
  readonly baseMs?: number;
  /** The longest wait, but for what Retry-After asks; 60,000 by default. */
  readonly maxMs?: number;
  /** Waits up to this long happen within the claim, longer ones give the request back; 5,000 by default. */
  readonly withinClaimMs?: number;
}

/**
 * Exponential backoff with full jitter; Retry-After is honoured up to half of the time left. A refusal ends a request
 * at once, a failure after the maximum of attempts; whatever burns no attempt is retried until the deadline.
 */
export function plainRetry({
  baseMs = 250,
  maxMs = 60_000,
  withinClaimMs = 5_000,
}: PlainRetryOptions = {}): RetryPolicy {
  const backoff = (nth: number, chance: number): number => Math.min(maxMs, baseMs * 2 ** Math.min(nth, 20)) * chance;
  const after = (ms: number): RetryDecision => ({
    kind: ms <= withinClaimMs ? 'wait' : 'defer',
    afterMs: Math.ceil(ms),
  });
  return (snapshot) => {
    const { verdict, attempts, maxAttempts, rounds, chance } = snapshot;
    switch (verdict.kind) {
      case 'refused':
        return { kind: 'end', outcome: 'failed' };
      case 'preempted':
        return { kind: 'defer', afterMs: 0 };
      case 'failed':
        if (attempts >= maxAttempts) return { kind: 'end', outcome: 'deadLettered' };
        return after(Math.max(backoff(attempts - 1, chance), asked(snapshot)));
      case 'busy':
        return after(Math.max(backoff(rounds, chance), asked(snapshot)));
      case 'unreachable':
        return after(backoff(rounds, chance));
    }
  };
}

function asked({ verdict, timeLeftMs }: RetrySnapshot): number {
  if (verdict.kind !== 'busy' && verdict.kind !== 'failed') return 0;
  return Math.min(verdict.retryAfterMs ?? 0, timeLeftMs / 2);
}
