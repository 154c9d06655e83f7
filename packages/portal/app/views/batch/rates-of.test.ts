import type { BatchProgress } from '@spillway/api-types';
import { expect, test } from 'vitest';
import { ratesOf } from './rates-of.ts';

const progress: BatchProgress = {
  object: 'batch.progress',
  span_seconds: 10,
  points: [
    { at: 100, pools: { spot: 50 } },
    { at: 120, pools: { spot: 10, dedicated: 20 } },
  ],
  shares: { spot: 60, dedicated: 20 },
};

test('a span in which nothing was finished has a rate of nothing', () => {
  expect(ratesOf(progress, { isRunning: false })).toEqual({
    at: [90, 100, 110, 120, 130],
    series: [
      { name: 'spot', values: [0, 5, 0, 1, 0] },
      { name: 'dedicated', values: [0, 0, 0, 2, 0] },
    ],
  });
});

test('the span that is not over is left out while the batch runs', () => {
  expect(ratesOf(progress, { isRunning: true }).at).toEqual([90, 100, 110]);
});
