import { expect, test } from 'vitest';
import type { Lane } from '../store/index.ts';
import type { AllotmentSnapshot } from './allot.ts';
import { plainAllotment } from './plain-allot.ts';

const lane = (batchId: string, part: Partial<Lane> = {}): Lane => ({
  batchId,
  model: 'm',
  tenant: 'a',
  priority: 1,
  deadlineAt: 10_000,
  createdAt: 0,
  open: 10_000,
  tokens: 1_000_000,
  dueInMs: 0,
  permission: 'all',
  ...part,
});

function allot(lanes: readonly Lane[], part: Partial<AllotmentSnapshot> = {}) {
  const worker = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond: null, peers: 1 };
  return plainAllotment()({ asOf: 0, lanes, charges: [], worker, chance: 0, ...part });
}

test('within a tenant the highest priority comes first, then the earliest deadline, then the oldest', () => {
  const lanes = [
    lane('old', { createdAt: 1 }),
    lane('older'),
    lane('soon', { deadlineAt: 500 }),
    lane('high', { priority: 10 }),
  ];
  expect(allot(lanes)?.batchId).toBe('high');
  expect(allot(lanes.slice(0, 3))?.batchId).toBe('soon');
  expect(allot(lanes.slice(0, 2))?.batchId).toBe('older');
});

test('the tenant that was served least comes first, whatever the priorities', () => {
  const lanes = [lane('big', { tenant: 'a', priority: 10 }), lane('small', { tenant: 'b' })];
  const charges = [
    { tenant: 'a', service: 500 },
    { tenant: 'b', service: 10 },
  ];
  expect(allot(lanes, { charges })?.batchId).toBe('small');
});

test('a claim is a share of what is left, within bounds, so that the tail ends together', () => {
  const worker = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond: null, peers: 4 };
  const requests = (open: number) => allot([lane('x', { open })], { worker })?.requests;
  expect([100_000, 800, 10].map(requests)).toEqual([512, 100, 16]);
});

test('a slow worker takes no more than it finishes in half a minute', () => {
  const worker = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond: 2, peers: 1 };
  expect(allot([lane('x')], { worker })?.requests).toBe(60);
});

test('a claim charges the estimated tokens of a request', () => {
  expect(allot([lane('x')])?.chargePerRequest).toBe(100);
});

test('nothing is demanded of lanes that wait or are past their deadline, nor without room', () => {
  expect(allot([lane('later', { dueInMs: 5 }), lane('late', { deadlineAt: 0 })])).toBeUndefined();
  const worker = { pool: 'spot', models: ['m'], room: 0, requestsPerSecond: null, peers: 1 };
  expect(allot([lane('x')], { worker })).toBeUndefined();
});
