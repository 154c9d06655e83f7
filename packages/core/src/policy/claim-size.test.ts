import { expect, test } from 'vitest';
import { claimSize } from './claim-size.ts';
import { laneOf } from './lane-under-test.ts';

const options = { minRequests: 16, maxRequests: 512, maxSeconds: 30 };
const worker = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond: null, peers: 4 };

test('a claim is a share of what is left, within bounds, so that the tail ends together', () => {
  const sizes = [100_000, 800, 10].map((open) => claimSize(laneOf({ open }), worker, options));
  expect(sizes).toEqual([512, 100, 16]);
});

test('a slow worker takes no more than it finishes in half a minute, and at least a few', () => {
  const sizes = [2, 0.1].map((requestsPerSecond) => claimSize(laneOf(), { ...worker, requestsPerSecond }, options));
  expect(sizes).toEqual([60, 16]);
});
