import { expect, test } from 'vitest';
import type { Lane } from '../store/index.ts';
import { laneOf } from './lane-under-test.ts';
import { urgentLanes } from './urgent-lanes.ts';

const MINUTE_MS = 60_000;
const options = { marginMs: MINUTE_MS, urgentShare: 0.8 };
const lane = (batchId: string, minutesLeft: number, part: Partial<Lane> = {}) =>
  laneOf({ batchId, deadlineAt: minutesLeft * MINUTE_MS, ...part });

/** Two workers of 5 requests a second: 480 a minute in the urgent share. */
function urgent(lanes: readonly Lane[], requestsPerSecond: number | null = 5): string[] {
  const worker = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond, peers: 2 };
  const found = urgentLanes({ asOf: 0, lanes, charges: [], worker, chance: 0 }, options);
  return found.map(({ batchId }) => batchId);
}

test('a lane has no laxity left once its work takes the urgent share of the pool until the margin before its deadline', () => {
  expect(urgent([lane('b', 11, { open: 4_800 })])).toEqual(['b']);
  expect(urgent([lane('b', 11, { open: 4_799 })])).toEqual([]);
});

test('work that is due earlier takes time, too, and work that is due later does not', () => {
  const lanes = [
    lane('late', 21, { open: 4_800 }),
    lane('early', 15, { open: 4_800 }),
    lane('last', 99, { open: 20_000 }),
  ];
  expect(urgent(lanes)).toEqual(['late']);
});

test('urgent lanes come earliest deadline first', () => {
  expect(urgent([lane('c', 3), lane('a', 1), lane('b', 2)])).toEqual(['a', 'b', 'c']);
});

test('without a measured throughput only the margin counts', () => {
  expect(urgent([lane('a', 1), lane('b', 1.1)], null)).toEqual(['a']);
});

test('a pool that measures no throughput at all has no time to lose', () => {
  expect(urgent([lane('a', 1_000)], 0)).toEqual(['a']);
});

test('what a lane only returns to a pool is not counted as the work of the pool', () => {
  expect(urgent([lane('a', 2, { permission: 'returned' })])).toEqual([]);
});
