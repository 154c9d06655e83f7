import { expect, test } from 'vitest';
import type { Lane, WorkerRecord } from '../store/index.ts';
import { fixedThreshold } from './fixed-threshold.ts';
import { defaultPools, type Pool } from './pool.ts';

const [spot, dedicated] = defaultPools as [Pool, Pool];
const HOUR_MS = 3_600_000;
const lane: Lane = {
  batchId: 'b',
  model: 'm',
  tenant: 'a',
  priority: 1,
  deadlineAt: 24 * HOUR_MS,
  createdAt: 0,
  open: 10,
  tokens: 100,
  dueInMs: 0,
  permission: 'none',
};
const spotWorker = { pool: 'spot', models: ['m'] } as unknown as WorkerRecord;

function decide(asOf: number, { pool = dedicated, workers = [spotWorker] } = {}) {
  return fixedThreshold()({ asOf, pool, model: 'm', lanes: [lane], workers });
}

test('a lane stays on spot while more than half of its window is left', () => {
  expect(decide(11 * HOUR_MS)).toMatchObject({ permissions: [], desiredReplicas: 0, events: [] });
});

test('a lane opens to dedicated when half of its window is gone, and its timeline says why', () => {
  const decision = decide(13 * HOUR_MS);
  expect(decision.permissions).toEqual([{ batchId: 'b', permission: 'all' }]);
  expect(decision.desiredReplicas).toBe(1);
  expect(decision.events[0]?.event.text).toBe('Opened to dedicated for m: 660 min of the window left.');
});

test('a lane opens to dedicated at once when no other worker serves its model', () => {
  expect(decide(0, { workers: [] }).permissions).toEqual([{ batchId: 'b', permission: 'all' }]);
});

test('permission of a preemptible pool is left alone', () => {
  expect(decide(23 * HOUR_MS, { pool: spot }).permissions).toEqual([]);
});
