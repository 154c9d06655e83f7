import { describe, expect, test } from 'vitest';
import { SpillwayError } from '../errors/index.ts';
import type { Lane } from '../store/index.ts';
import type { AllotmentSnapshot } from './allot.ts';
import { type FairAllotmentOptions, fairAllotment } from './fair-allotment.ts';
import { laneOf } from './lane-under-test.ts';

const lane = (batchId: string, part: Partial<Lane> = {}) => laneOf({ batchId, ...part });
const worker = { pool: 'spot', models: ['m'], room: 64, requestsPerSecond: null, peers: 1 };

function allot(lanes: readonly Lane[], part: Partial<AllotmentSnapshot> = {}, options?: FairAllotmentOptions) {
  return fairAllotment(options)({ asOf: 0, lanes, charges: [], worker, chance: 0, ...part });
}

describe('with time left', () => {
  test('within a tenant the highest priority comes first, then the earliest deadline, then the oldest', () => {
    const lanes = [
      lane('old', { createdAt: 1 }),
      lane('older'),
      lane('soon', { deadlineAt: 900_000_000 }),
      lane('high', { priority: 10 }),
    ];
    expect(allot(lanes)?.batchId).toBe('high');
    expect(allot(lanes.slice(0, 3))?.batchId).toBe('soon');
    expect(allot(lanes.slice(0, 2))?.batchId).toBe('older');
  });

  test('a tenant at its cap is passed over, and one below it claims no more than what is left', () => {
    const lanes = [lane('capped', { tenant: 'a' }), lane('soon', { tenant: 'b', deadlineAt: 1 })];
    expect(allot(lanes.slice(0, 1), { allowances: new Map([['a', 7]]) })).toMatchObject({ requests: 7 });
    expect(allot(lanes.slice(0, 1), { allowances: new Map([['a', 0]]) })).toBeUndefined();
    expect(allot(lanes.slice(0, 1), { allowances: new Map([['b', 0]]) })).toMatchObject({ requests: 512 });
    expect(allot(lanes, { allowances: new Map([['b', 7]]) })).toMatchObject({ batchId: 'soon', requests: 7 });
    expect(allot(lanes, { allowances: new Map([['b', 0]]) })).toMatchObject({ batchId: 'capped', requests: 512 });
  });

  const lanes = [lane('big', { tenant: 'a', priority: 10 }), lane('small', { tenant: 'b' })];
  const charges = [
    { tenant: 'a', service: 5_000 },
    { tenant: 'b', service: 1_000 },
  ];

  test('the tenant that was served least comes first, whatever the priorities', () => {
    expect(allot(lanes, { charges })?.batchId).toBe('small');
  });

  test('a tenant of six times the weight was served less', () => {
    expect(allot(lanes, { charges }, { weights: { a: 6 } })?.batchId).toBe('big');
  });

  test('in global scope the highest priority of all tenants comes first, then the tenant that was served least', () => {
    expect(allot(lanes, { charges }, { priorityScope: 'global' })?.batchId).toBe('big');
    const high = [...lanes, lane('high', { tenant: 'b', priority: 10 })];
    expect(allot(high, { charges }, { priorityScope: 'global' })?.batchId).toBe('high');
  });

  test('a claim charges the estimated tokens of its requests, and those of a newcomer a part of its arrears', () => {
    expect(allot(lanes, { charges })?.chargePerRequest).toBe(100);
    const old = [{ tenant: 'a', service: 512e6 }];
    const demand = allot(lanes, { charges: old, chance: 0.9 });
    expect(demand).toMatchObject({ batchId: 'small', requests: 512, chargePerRequest: 100 + 1e6 / 4 });
  });
});

describe('with no laxity left', () => {
  const urgent = lane('urgent', { tenant: 'a', deadlineAt: 60_000, open: 64 });
  const rest = lane('rest', { tenant: 'b', priority: 10, tokens: 10_000 * 200 });

  test('a lane goes before other tenants and priorities in its share of the claims', () => {
    const charges = [{ tenant: 'a', service: 1e9 }];
    expect(allot([rest, urgent], { charges, chance: 0.79 })?.batchId).toBe('urgent');
    expect(allot([rest, urgent], { charges, chance: 0.8 })?.batchId).toBe('rest');
  });

  test('it takes every claim when nothing else waits', () => {
    expect(allot([urgent], { chance: 0.99 })).toMatchObject({ batchId: 'urgent', requests: 32, chargePerRequest: 100 });
  });

  test('claims of the others cost no more than its own', () => {
    expect(allot([rest, urgent], { chance: 0.9 })?.requests).toBe(16);
  });

  test('the others share what is left as ever', () => {
    const other = lane('other', { tenant: 'c' });
    const chosen = [0.81, 0.99].map((chance) => allot([rest, other, urgent], { chance })?.batchId);
    expect(chosen.sort()).toEqual(['other', 'rest']);
  });

  test('waiting for a retry it leaves its turns to others', () => {
    expect(allot([rest, { ...urgent, dueInMs: 5 }])).toMatchObject({ batchId: 'rest', requests: 512 });
  });
});

test('nothing is demanded of lanes that wait or are past their deadline, nor without room', () => {
  expect(allot([lane('later', { dueInMs: 5 }), lane('late', { deadlineAt: 0 })])).toBeUndefined();
  expect(allot([lane('x')], { worker: { ...worker, room: 0 } })).toBeUndefined();
});

test.each<[string, object]>([
  ['weights', { weights: { a: 0 } }],
  ['urgentShare', { urgentShare: 1 }],
  ['marginMs', { marginMs: -1 }],
  ['maxRequests', { maxRequests: 8 }],
  ['weight', { weight: 3 }],
])('a senseless %s is refused by name', (param, options) => {
  const refused = expect.objectContaining({ code: 'invalid_argument', param });
  expect(() => fairAllotment(options)).toThrow(refused);
  expect(() => fairAllotment(options)).toThrow(SpillwayError);
});
