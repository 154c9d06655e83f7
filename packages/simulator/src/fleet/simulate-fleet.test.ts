import { dedicatedOnly, type FleetPolicy, pacedBurst, spotOnly } from '@spillway/core/fleet';
import { assert as always, property } from 'fast-check';
import { expect, test } from 'vitest';
import { anyBatch } from '../../test/any-batch.ts';
import { type OneBatch, scenarioOf } from './one-batch.ts';
import { simulateFleet } from './simulate-fleet.ts';
import type { FleetMoment, FleetRun } from './simulated-fleet.ts';

const batch: OneBatch = {
  supply: [2, 2, 2, 2, 2, 2],
  tickHours: 1,
  workHours: 4,
  windowHours: 6,
  spot: 2,
  dedicated: 4,
  coldStartHours: 0.5,
  priceRatio: 4,
};
const run = (part: Partial<OneBatch>, policy: FleetPolicy = spotOnly()): FleetRun =>
  simulateFleet(scenarioOf({ ...batch, ...part }, policy));

test('a cold start is billed without progress, and the bill ends when the work does', () => {
  // Two replicas: half an hour cold, then two hours of work each.
  expect(run({})).toMatchObject({ cost: 5, late: 0, billedHours: 5, workedHours: 4 });
  expect(run({}).intervals).toEqual([
    { pool: 'spot', from: 0, to: 2.5 },
    { pool: 'spot', from: 0, to: 2.5 },
  ]);
});

test('the newest replica is preempted, and two minutes of its work are done again', () => {
  // 1 + 2 × 1 hours of work by the second tick, of which a thirtieth is lost; the other replica does the rest.
  const { cost, intervals } = run({ supply: [2, 2, 1, 1, 1, 1] });
  expect(intervals[0]).toEqual({ pool: 'spot', from: 0, to: 2 });
  expect(cost).toBeCloseTo(2 + 2 + 1 + 1 / 30);
});

test('a replica that is preempted while cold loses nothing but its price', () => {
  expect(run({ supply: [2, 1, 1, 1, 1, 1], coldStartHours: 1 }).cost).toBeCloseTo(1 + 5);
});

test('what is not done at the deadline is late, and is given up', () => {
  const { late, cost, workedHours } = run({ supply: [1, 1, 0, 0, 0, 0] });
  expect({ late, cost }).toEqual({ late: 1, cost: 2 });
  expect(workedHours).toBeCloseTo(1.5 - 1 / 30);
});

test('the policy sees the supply of the tick before it decides, and its starts count from then on', () => {
  const { intervals } = run({ supply: [0, 0, 2, 2, 2, 2] });
  expect(intervals.map(({ from }) => from)).toEqual([2, 2]);
});

test('dedicated replicas are never preempted', () => {
  expect(run({ supply: [0, 0, 0, 0, 0, 0] }, dedicatedOnly())).toMatchObject({ late: 0, cost: 4 * 4 * 1.5 });
});

test('batches are worked by deadline, then priority, and those that are refused leave no trace', () => {
  const common = { tenant: 'a', hours: 1, arrivesTick: 0 };
  const batches = [
    { ...common, id: 'later', priority: 1, deadlineTick: 5 },
    { ...common, id: 'soon', priority: 1, deadlineTick: 3 },
    { ...common, id: 'urgent', priority: 10, deadlineTick: 3 },
  ];
  const scenario = { ...scenarioOf({ ...batch, coldStartHours: 0, spot: 1 }, spotOnly()), batches };
  expect(simulateFleet(scenario).ends.map((end) => [end.batch.id, end.finishedHours])).toEqual([
    ['urgent', 1],
    ['soon', 2],
    ['later', 3],
  ]);
  const refusing = simulateFleet({ ...scenario, admit: ({ due }) => due.length < 3 });
  expect(refusing).toMatchObject({ refused: 1, workedHours: 2 });
});

test('intervals tell the whole bill', () => {
  always(
    property(anyBatch, (any) => {
      const { cost, intervals } = simulateFleet(scenarioOf(any, pacedBurst()));
      const price: Readonly<Record<string, number>> = { spot: 1, dedicated: any.priceRatio };
      const sum = intervals.reduce((total, { pool, from, to }) => total + (to - from) * (price[pool] ?? 0), 0);
      expect(sum).toBeCloseTo(cost, 6);
    }),
    { numRuns: 300 },
  );
});

test('no interval exceeds the supply or the maximum', () => {
  always(
    property(anyBatch, (any) => {
      const moments: FleetMoment[] = [];
      simulateFleet({ ...scenarioOf(any, pacedBurst()), watch: (moment) => moments.push(moment) });
      for (const { tick, replicas } of moments) {
        expect(replicas.spot).toBeLessThanOrEqual(any.supply[tick] ?? 0);
        expect(replicas.dedicated).toBeLessThanOrEqual(any.dedicated);
      }
    }),
    { numRuns: 300 },
  );
});
