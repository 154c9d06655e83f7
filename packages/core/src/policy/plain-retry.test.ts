import { expect, test } from 'vitest';
import type { BusyVerdict, FailedVerdict } from '../executor/index.ts';
import { plainRetry } from './plain-retry.ts';
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

function decide(snapshot: Partial<RetrySnapshot> & Pick<RetrySnapshot, 'verdict'>) {
  return plainRetry()({ attempts: 1, maxAttempts: 5, rounds: 1, timeLeftMs: 3_600_000, chance: 1, ...snapshot });
}

test('a refusal ends a request at once', () => {
  const refused = { kind: 'refused', engine: null, statusCode: 400, requestId: null, body: new Uint8Array() } as const;
  expect(decide({ verdict: refused })).toEqual({ kind: 'end', outcome: 'failed' });
});

test('a failure is tried again until the attempts are exhausted', () => {
  expect(decide({ verdict: failed, attempts: 4 })).toEqual({ kind: 'wait', afterMs: 2_000 });
  expect(decide({ verdict: failed, attempts: 5 })).toEqual({ kind: 'end', outcome: 'deadLettered' });
});

test('what burns no attempt is tried for ever, ever more slowly', () => {
  const waits = [1, 3, 6, 50].map((rounds) => decide({ verdict: busy(null), rounds }));
  expect(waits).toEqual([
    { kind: 'wait', afterMs: 500 },
    { kind: 'wait', afterMs: 2_000 },
    { kind: 'defer', afterMs: 16_000 },
    { kind: 'defer', afterMs: 60_000 },
  ]);
});

test('full jitter reaches down to no wait at all', () => {
  expect(decide({ verdict: busy(null), rounds: 8, chance: 0 })).toEqual({ kind: 'wait', afterMs: 0 });
});

test('Retry-After is honoured up to half of the time left', () => {
  expect(decide({ verdict: busy(30_000) })).toEqual({ kind: 'defer', afterMs: 30_000 });
  expect(decide({ verdict: busy(30_000), timeLeftMs: 8_000 })).toEqual({ kind: 'wait', afterMs: 4_000 });
});

test('a preempted request goes back at once', () => {
  const preempted = { kind: 'preempted', engine: null, message: 'stopped' } as const;
  expect(decide({ verdict: preempted })).toEqual({ kind: 'defer', afterMs: 0 });
});
