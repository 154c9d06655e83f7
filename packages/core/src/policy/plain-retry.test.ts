import { expect, test } from 'vitest';
import type { BusyVerdict, FailedVerdict } from '../executor/index.ts';
import { type PlainRetryOptions, plainRetry } from './plain-retry.ts';
import type { RetrySnapshot } from './retry.ts';

const failed: FailedVerdict = {
  kind: 'failed',
  engine: null,
  reason: 'server_error',
  message: 'it broke',
  statusCode: 500,
  requestId: null,
  body: null,
  retryAfterMs: null,
};
const busy = (retryAfterMs: number | null): BusyVerdict => ({
  kind: 'busy',
  engine: null,
  statusCode: 429,
  message: 'full',
  retryAfterMs,
});

const preempted = { kind: 'preempted', engine: null, message: 'stopped' } as const;
const unreachable = { kind: 'unreachable', engine: null, message: 'gone', sent: false } as const;

function decide(snapshot: Partial<RetrySnapshot> & Pick<RetrySnapshot, 'verdict'>, options?: PlainRetryOptions) {
  const usual = { attempts: 1, maxAttempts: 5, rounds: 1, timeLeftMs: 3_600_000, chance: 1 };
  return plainRetry(options)({ ...usual, ...snapshot });
}

test('a refusal ends a request at once', () => {
  const refused = { kind: 'refused', engine: null, statusCode: 400, requestId: null, body: new Uint8Array() } as const;
  expect(decide({ verdict: refused })).toEqual({ kind: 'end', outcome: 'failed' });
});

test('a failure is tried again until the attempts are exhausted', () => {
  expect(decide({ verdict: failed, attempts: 4 })).toEqual({ kind: 'wait', afterMs: 2_000 });
  expect(decide({ verdict: failed, attempts: 5 })).toEqual({ kind: 'end', outcome: 'deadLettered' });
});

test('until the deadline a failure is tried again whatever the attempts', () => {
  const decision = decide({ verdict: failed, attempts: 500 }, { attempts: 'until_deadline' });
  expect(decision).toEqual({ kind: 'defer', afterMs: 60_000 });
});

test('a long wait after a failure gives the request back, and every wait does where that is wanted', () => {
  expect(decide({ verdict: failed, attempts: 6, maxAttempts: 9 })).toEqual({ kind: 'defer', afterMs: 8_000 });
  expect(decide({ verdict: failed, chance: 0 }, { withinClaimMs: 0 })).toEqual({ kind: 'defer', afterMs: 0 });
});

test('a busy engine is waited for within the claim, for ever and ever more slowly', () => {
  const waits = [1, 3, 7, 50].map((rounds) => decide({ verdict: busy(null), rounds, attempts: 5 }));
  expect(waits).toEqual([1_000, 4_000, 60_000, 60_000].map((afterMs) => ({ kind: 'wait', afterMs })));
});

test('while no engine can be reached a request waits as slowly, and goes back before long', () => {
  const waits = [1, 3, 4, 50].map((rounds) => decide({ verdict: unreachable, rounds, attempts: 5 }));
  expect(waits).toEqual([
    { kind: 'wait', afterMs: 1_000 },
    { kind: 'wait', afterMs: 4_000 },
    { kind: 'defer', afterMs: 8_000 },
    { kind: 'defer', afterMs: 60_000 },
  ]);
});

test('full jitter reaches down to no wait at all', () => {
  expect(decide({ verdict: busy(null), rounds: 8, chance: 0 })).toEqual({ kind: 'wait', afterMs: 0 });
});

test('at a fixed rate every wait is the same, without jitter', () => {
  const options = { backoff: 'fixed', baseMs: 700, busyBaseMs: 900, maxMs: 800 } as const;
  for (const nth of [1, 4]) {
    const snapshot = { attempts: nth, rounds: nth, chance: 0.3 };
    expect(decide({ ...snapshot, verdict: failed }, options)).toEqual({ kind: 'wait', afterMs: 700 });
    expect(decide({ ...snapshot, verdict: busy(null) }, options)).toEqual({ kind: 'wait', afterMs: 800 });
  }
});

test('Retry-After is honoured up to half of the time left, and gives the request back when it is long', () => {
  expect(decide({ verdict: busy(30_000) })).toEqual({ kind: 'wait', afterMs: 30_000 });
  expect(decide({ verdict: busy(90_000) })).toEqual({ kind: 'defer', afterMs: 90_000 });
  expect(decide({ verdict: busy(30_000), timeLeftMs: 8_000 })).toEqual({ kind: 'wait', afterMs: 4_000 });
  expect(decide({ verdict: { ...failed, retryAfterMs: 3_000 } })).toEqual({ kind: 'wait', afterMs: 3_000 });
});

test('no wait takes more than half of the time left', () => {
  for (const verdict of [failed, busy(null), unreachable]) {
    expect(decide({ verdict, attempts: 4, rounds: 9, timeLeftMs: 300 })).toEqual({ kind: 'wait', afterMs: 150 });
  }
});

test('a permanent status ends a request at its first failure', () => {
  const options = { permanentStatuses: [500, 429] };
  expect(decide({ verdict: failed }, options)).toEqual({ kind: 'end', outcome: 'failed' });
  expect(decide({ verdict: busy(null) }, options)).toEqual({ kind: 'end', outcome: 'failed' });
  expect(decide({ verdict: { ...failed, statusCode: null } }, options)).toMatchObject({ kind: 'wait' });
});

test('a preempted request goes back at once, so that another pool may have it', () => {
  expect(decide({ verdict: preempted, attempts: 9 })).toEqual({ kind: 'defer', afterMs: 0 });
});

test.each<[string, object]>([
  ['baseMs', { baseMs: -1 }],
  ['maxAttempts', { maxAttempts: 3 }],
])('a senseless %s is refused by name', (param, options) => {
  expect(() => plainRetry(options)).toThrow(expect.objectContaining({ code: 'invalid_argument', param }));
});
