import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reckonAtOnce } from '../../../test/reckon-at-once.ts';
import { canFinish, fleetPolicies, type PoolState, pacedBurst, spotOnly } from '../../policy/fleet/index.ts';
import { expectedConditions } from './conditions.ts';
import { type ForecastScene, forecastFleet } from './forecast-fleet.ts';
import type { QueuedWork } from './queued-work.ts';
import type { StartingPool } from './virtual-pool.ts';

const HOUR_MS = 3_600_000;
const asOf = Date.UTC(2026, 0, 1);
const coldStartMs = 180_000;

function pool(state: Partial<PoolState> & Pick<PoolState, 'name'>, more: Partial<StartingPool> = {}): StartingPool {
  const usual = { preemptible: false, pricePerHour: 4, minReplicas: 0, maxReplicas: 8, replicas: [] };
  const full = { ...usual, coldStartMs, obtainable: state.maxReplicas ?? 8, ...state };
  return { state: full, coldStartMs, scaled: true, alwaysWorks: full.preemptible, standby: 0, ...more };
}

/** One worker that lives, in a pool that nothing scales. */
const alone = pool(
  {
    ...{ name: 'spot', preemptible: true, pricePerHour: 2, maxReplicas: 1, coldStartMs: 0 },
    replicas: [{ id: 'a', coldMs: 0 }],
  },
  { scaled: false },
);

function work(hours: number, dueHours: number, more: Partial<QueuedWork> = {}): QueuedWork {
  const times = { createdAt: asOf, deadlineAt: asOf + dueHours * HOUR_MS };
  return { id: 'a', tenant: 't', priority: 1, hours, ...times, ...more };
}

function endsOf(scene: Partial<ForecastScene> & Pick<ForecastScene, 'work'>) {
  const given = { asOf, pools: [alone], policy: pacedBurst(), conditions: expectedConditions, ...scene };
  const ends = reckonAtOnce(forecastFleet(given));
  return (id: string) => {
    const { finishedInMs, cost = 0 } = ends.get(id) ?? {};
    return { hours: finishedInMs === undefined ? undefined : finishedInMs / HOUR_MS, cost };
  };
}

describe('work in a forecast', () => {
  test('takes its hours on a replica that lives, at its price', () => {
    const end = endsOf({ work: [work(3, 24)] })('a');
    expect([end.hours, end.cost]).toEqual([expect.closeTo(3, 6), expect.closeTo(6, 6)]);
  });

  test('of higher priority goes first, within its tenant', () => {
    const rows = [work(2, 20), work(1, 24, { id: 'b', priority: 10 })];
    expect(endsOf({ work: rows })('b').hours).toBeCloseTo(1, 6);
    expect(endsOf({ work: rows })('a').hours).toBeCloseTo(3, 6);
  });

  test('shares with the work of other tenants, each its own price', () => {
    const ends = endsOf({ work: [work(1, 24), work(2, 24, { id: 'b', tenant: 'u' })] });
    expect(ends('a').hours).toBeCloseTo(2, 6);
    expect(ends('b').hours).toBeCloseTo(3, 6);
    expect([ends('a').cost, ends('b').cost]).toEqual([expect.closeTo(2, 6), expect.closeTo(4, 6)]);
  });

  test('without laxity gets four fifths before the work of others', () => {
    const ends = endsOf({ work: [work(1, 1.26), work(4, 24, { id: 'b', tenant: 'u', priority: 10 })] });
    expect(ends('a').hours).toBeCloseTo(1.25, 3);
  });

  test('is given up at its deadline, and what overruns says when it would have ended', () => {
    expect(endsOf({ work: [work(3, 2)] })('a')).toMatchObject({ hours: undefined, cost: expect.closeTo(4, 1) });
    expect(endsOf({ work: [work(3, 2, { overruns: true })] })('a').hours).toBeCloseTo(3, 6);
  });

  test('that comes later begins when it comes', () => {
    const late = work(1, 9, { id: 'b', arrivesInMs: 2 * HOUR_MS });
    expect(endsOf({ work: [work(1, 24), late] })('b').hours).toBeCloseTo(3, 6);
  });

  test('is never done where nothing works', () => {
    const none = pool({ name: 'spot', preemptible: true, maxReplicas: 0 });
    expect(endsOf({ pools: [none], work: [work(1, 1, { overruns: true })] })('a').hours).toBeUndefined();
  });
});

describe('the fleet in a forecast', () => {
  const spot = pool({ name: 'spot', preemptible: true, pricePerHour: 1 });
  const dedicated = pool({ name: 'dedicated' });

  test('stays on spot while that is enough', () => {
    const { hours, cost } = endsOf({ pools: [spot, dedicated], work: [work(20, 24)] })('a');
    expect(hours).toBeLessThan(24);
    expect(cost).toBeLessThan(1.1 * 20);
  });

  test('escalates when spot is not, and is in time', () => {
    const scarce = pool({ name: 'spot', preemptible: true, pricePerHour: 1, maxReplicas: 1 });
    const { hours, cost } = endsOf({ pools: [scarce, dedicated], work: [work(20, 6)] })('a');
    expect(hours).toBeLessThan(6);
    expect(cost).toBeGreaterThan(50);
    const onSpot = endsOf({ pools: [scarce, dedicated], policy: spotOnly(), work: [work(20, 6)] })('a');
    expect(onSpot.hours).toBeUndefined();
  });

  test('pays for cold starts, and works only after them', () => {
    const { hours, cost } = endsOf({ pools: [dedicated], work: [work(0.4, 0.2)] })('a');
    expect(hours).toBeLessThan(0.2);
    expect(cost).toBeGreaterThan(4 * (0.4 + 2 * 0.05));
  });

  test('wakes workers that stand by at once, when they are wanted', () => {
    const standing = pool({ name: 'dedicated', maxReplicas: 2, coldStartMs: 0 }, { scaled: false, standby: 2 });
    expect(endsOf({ pools: [alone, standing], work: [work(3, 1.1)] })('a').hours).toBeLessThan(1.1);
  });

  test('loses the newest spot replicas when the expected supply falls', () => {
    const full = pool({ name: 'spot', preemptible: true, maxReplicas: 10, pricePerHour: 1 });
    const { hours = 0 } = endsOf({ pools: [full], policy: spotOnly(), work: [work(400, 200)] })('a');
    // Ten at first, six on the mean.
    expect(400 / hours).toBeGreaterThan(6);
    expect(400 / hours).toBeLessThan(7);
  });

  test('works slower in bad conditions, and warms up longer', () => {
    const slow = endsOf({ work: [work(3, 24)], conditions: { speed: 0.5, supply: 1, coldStart: 1 } })('a');
    expect([slow.hours, slow.cost]).toEqual([expect.closeTo(6, 6), expect.closeTo(12, 6)]);
    const rows = { pools: [dedicated], work: [work(8, 24)] };
    const cold = endsOf({ ...rows, conditions: { speed: 1, supply: 1, coldStart: 3 } })('a').cost;
    expect(cold).toBeGreaterThan(endsOf(rows)('a').cost);
  });

  test('under paced burst is never late with a batch that its dedicated replicas could do', () => {
    const hours = fc.double({ min: 0.01, max: 300, noNaN: true });
    fc.assert(
      fc.property(hours, fc.integer({ min: 1, max: 48 }), fc.nat(8), (leftHours, due, spots) => {
        const pools = [pool({ name: 'spot', preemptible: true, pricePerHour: 1, maxReplicas: spots }), dedicated];
        const row = work(leftHours, due);
        const state = {
          ...{ asOf, tickMs: 5_000, pools: pools.map((one) => one.state) },
          due: [{ ...row, totalHours: leftHours, leftHours, unsettledHours: 0 }],
        };
        const margins = { marginMs: 30_000, workMargin: 0.1 };
        fc.pre(canFinish(state, margins));
        expect(endsOf({ pools, policy: pacedBurst(margins), work: [row] })('a').hours).toBeLessThanOrEqual(due);
      }),
      { numRuns: 200 },
    );
  });

  test.each(fleetPolicies.map((policy) => [policy.name, policy] as const))(
    'ends under %s, with nothing paid twice',
    (_, policy) => {
      const rows = [work(5, 6), work(9, 12, { id: 'b', tenant: 'u' }), work(2, 3, { id: 'c', priority: 10 })];
      const ends = endsOf({ pools: [spot, dedicated], policy, work: rows });
      const costs = ['a', 'b', 'c'].map((id) => ends(id).cost);
      const paid = costs.reduce((sum, cost) => sum + cost, 0);
      expect(paid).toBeGreaterThanOrEqual(16);
      expect(paid).toBeLessThan(4 * (16 + 16 * 2));
    },
  );
});
