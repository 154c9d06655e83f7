import { expect, test } from 'vitest';
import { mayWaitMs, nextLookMs } from './waiting.ts';

test('twice the time of an execution is kept for a request that waits', () => {
  expect(mayWaitMs({ timeLeftMs: 86_400_000, windowMs: 86_400_000, requestTimeoutMs: 600_000 })).toBe(85_200_000);
  expect(mayWaitMs({ timeLeftMs: 1_200_000, windowMs: 86_400_000, requestTimeoutMs: 600_000 })).toBe(0);
});

test('in a short window it is half of it', () => {
  expect(mayWaitMs({ timeLeftMs: 300_000, windowMs: 300_000, requestTimeoutMs: 600_000 })).toBe(150_000);
  expect(mayWaitMs({ timeLeftMs: 100_000, windowMs: 300_000, requestTimeoutMs: 600_000 })).toBeLessThan(0);
});

test('who waits looks again after as long as the leader has been at it, from a second to a minute', () => {
  expect([0, 1_500, 90_000].map(nextLookMs)).toEqual([1_000, 1_500, 60_000]);
});
