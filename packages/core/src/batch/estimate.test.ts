import { describe, expect, test } from 'vitest';
import type { Batch, BatchCounts } from '../store/index.ts';
import { estimateOf } from './estimate.ts';

const counts: BatchCounts = {
  total: 100,
  open: 75,
  succeeded: 20,
  failed: 3,
  deadLettered: 2,
  expired: 0,
  cancelled: 0,
};
const running = {
  revision: 1,
  phase: 'in_progress',
  counts,
  createdAt: 0,
  inProgressAt: 10_000,
  finalizingAt: null,
  endedAt: null,
  cancelRequestedAt: null,
  deadlineAt: 60_000,
} as Batch;

describe('the estimate', () => {
  test('goes on as the batch went since it is in progress', () => {
    expect(estimateOf(running, 20_000)).toEqual({
      remainingRequests: 75,
      requestsPerSecond: 2.5,
      expectedFinishAt: 50_000,
      onTime: true,
    });
  });

  test('says that the deadline will be missed', () => {
    expect(estimateOf({ ...running, deadlineAt: 49_999 }, 20_000)?.onTime).toBe(false);
  });

  test('of a batch that is finalizing is now, at the rate that it had', () => {
    const finalizing: Batch = { ...running, finalizingAt: 20_000, counts: { ...counts, open: 0, succeeded: 95 } };
    expect(estimateOf(finalizing, 30_000)).toMatchObject({ expectedFinishAt: 30_000, requestsPerSecond: 10 });
  });

  test.each<[string, Partial<Batch>]>([
    ['without progress', { counts: { ...counts, open: 100, succeeded: 0, failed: 0, deadLettered: 0 } }],
    [
      'with nothing but withdrawn requests',
      { counts: { ...counts, succeeded: 0, failed: 0, deadLettered: 0, expired: 25 } },
    ],
    ['before it is in progress', { inProgressAt: null }],
    ['at the moment when it begins', { inProgressAt: 20_000 }],
    ['once it has ended', { endedAt: 15_000 }],
    ['once it is being cancelled', { cancelRequestedAt: 15_000 }],
    ['in a later revision', { revision: 2 }],
  ])('is none %s', (_, part) => {
    expect(estimateOf({ ...running, ...part }, 20_000)).toBeNull();
  });
});
