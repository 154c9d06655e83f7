import { SpillwayError } from '../errors/index.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import type { RetryDecision, RetryPolicy, RetrySnapshot } from './retry.ts';

/** How `plainRetry` tries again. */
export interface PlainRetryOptions {
  /**
   * `exponential`: waits at most double from one to the next, with full jitter. `fixed`: every wait is `baseMs`.
   * `exponential` by default.
   */
  readonly backoff?: 'exponential' | 'fixed';
  /** The first wait after a failure, at the most; 250 by default. */
  readonly baseMs?: number;
  /** The first wait for an engine without room, or that cannot be reached, at the most; 1,000 by default. */
  readonly busyBaseMs?: number;
  /** The longest wait, but for what Retry-After asks; 60,000 by default. */
  readonly maxMs?: number;
  /**
   * Waits up to this long happen within the claim, longer ones give the request back, and pools with the permission
   * `returned` may take it then; 5,000 by default, 0 gives back every time. An engine that has no room is waited for
   * within the claim up to `maxMs`.
   */
  readonly withinClaimMs?: number;
  /** `limited`: failures end a request after the batch's maximum of attempts. `until_deadline`: never. `limited` by default. */
  readonly attempts?: 'limited' | 'until_deadline';
  /** Statuses that end a request at once, beside those that the executor takes for a refusal; none by default. */
  readonly permanentStatuses?: readonly number[];
}

const defaults: Required<PlainRetryOptions> = {
  backoff: 'exponential',
  baseMs: 250,
  busyBaseMs: 1_000,
  maxMs: 60_000,
  withinClaimMs: 5_000,
  attempts: 'limited',
  permanentStatuses: [],
};

/**
 * A refusal ends a request at once, a failure after the maximum of attempts; whatever burns no attempt is retried until
 * the deadline. An interrupted request is given back at once, and any pool with the permission may take it. No wait
 * takes more than half of the time left, so that there is another try before the deadline; Retry-After is honoured
 * within that.
 *
 * A request waits within its claim for an engine that has no room: there its backoff goes on growing, and its worker
 * takes on no more than it holds, while a request that was given back would begin anew and make room for a fresh one.
 */
export function plainRetry(options: PlainRetryOptions = {}): RetryPolicy {
  const settings = complete(options);
  return (snapshot) => {
    const { verdict, attempts, maxAttempts, rounds } = snapshot;
    if ('statusCode' in verdict && isPermanent(verdict.statusCode, settings)) return { kind: 'end', outcome: 'failed' };
    switch (verdict.kind) {
      case 'refused':
        return { kind: 'end', outcome: 'failed' };
      case 'preempted':
        return { kind: 'defer', afterMs: 0 };
      case 'failed':
        if (settings.attempts === 'limited' && attempts >= maxAttempts) return { kind: 'end', outcome: 'deadLettered' };
        return after(
          waitMs(snapshot, backoffMs(settings.baseMs, attempts, snapshot, settings)),
          settings.withinClaimMs,
        );
      case 'unreachable':
        return after(
          waitMs(snapshot, backoffMs(settings.busyBaseMs, rounds, snapshot, settings)),
          settings.withinClaimMs,
        );
      case 'busy':
        // Longer than any backoff is what the engine asks for: others may have room meanwhile.
        return after(waitMs(snapshot, backoffMs(settings.busyBaseMs, rounds, snapshot, settings)), settings.maxMs);
    }
  };
}

function after(afterMs: number, withinClaimMs: number): RetryDecision {
  return { kind: withinClaimMs > 0 && afterMs <= withinClaimMs ? 'wait' : 'defer', afterMs };
}

/** The wait before the nth try again, counted from 1. */
function backoffMs(
  baseMs: number,
  nth: number,
  { chance }: RetrySnapshot,
  { backoff, maxMs }: Required<PlainRetryOptions>,
): number {
  if (backoff === 'fixed') return Math.min(maxMs, baseMs);
  return Math.min(maxMs, baseMs * 2 ** Math.min(nth - 1, 30)) * chance;
}

function waitMs({ verdict, timeLeftMs }: RetrySnapshot, backoff: number): number {
  const asked = verdict.kind === 'busy' || verdict.kind === 'failed' ? (verdict.retryAfterMs ?? 0) : 0;
  return Math.ceil(Math.min(Math.max(backoff, asked), timeLeftMs / 2));
}

function isPermanent(statusCode: number | null, { permanentStatuses }: Required<PlainRetryOptions>): boolean {
  return statusCode !== null && permanentStatuses.includes(statusCode);
}

function complete(options: PlainRetryOptions): Required<PlainRetryOptions> {
  refuseUnknown('plainRetry', options, defaults);
  const settings = { ...defaults, ...options };
  const { baseMs, busyBaseMs, maxMs, withinClaimMs } = settings;
  for (const [param, value] of Object.entries({ baseMs, busyBaseMs, maxMs, withinClaimMs })) {
    if (value >= 0) continue;
    throw new SpillwayError(`${param} must not be below 0, and is ${value}.`, { code: 'invalid_argument', param });
  }
  return Object.freeze(settings);
}
