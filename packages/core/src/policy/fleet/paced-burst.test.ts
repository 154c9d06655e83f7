import { type Arbitrary, assert as always, array, constantFrom, double, integer, property, record } from 'fast-check';
import { expect, test } from 'vitest';
import { canFinish } from './can-finish.ts';
import { type FleetMemory, freshMemory } from './fleet-memory.ts';
import type { FleetPlan, FleetState, ReplicaState } from './fleet-policy.ts';
import { capacity, viewOf } from './fleet-view.ts';

import { mustStart } from './must-start.ts';
import { pacedBurst } from './paced-burst.ts';

const HOUR_MS = 3_600_000;

interface StateOptions {
  /** Hours left, replica-hours left, replica-hours unsettled. */
  readonly work: readonly (readonly [left: number, hours: number, unsettled?: number])[];
  /** The dedicated maximum. */
  readonly dedicated: number;
  /** Dedicated replicas that are warm. */
  readonly running?: number;
  readonly spotNow?: number;
  readonly spotRunning?: number;
}

/** One spot pool of 16 and one dedicated pool, ten minutes a tick and a cold start. */
function fleetState({ work, dedicated, running = 0, spotNow = 0, spotRunning = 0 }: StateOptions): FleetState {
  const common = { minReplicas: 0, coldStartMs: HOUR_MS / 6 };
  return {
    asOf: 0,
    tickMs: HOUR_MS / 6,
    due: work.map(([left, hours, unsettled = 0]) => ({
      createdAt: 0,
      deadlineAt: left * HOUR_MS,
      totalHours: hours,
      leftHours: hours,
      unsettledHours: unsettled,
    })),
    pools: [
      {
        ...common,
        name: 'spot',
        preemptible: true,
        pricePerHour: 1,
        maxReplicas: 16,
        obtainable: spotNow,
        replicas: warm('s', spotRunning),
      },
      {
        ...common,
        name: 'dedicated',
        preemptible: false,
        pricePerHour: 4,
        maxReplicas: dedicated,
        obtainable: dedicated,
        replicas: warm('d', running),
      },
    ],
  };
}

function warm(prefix: string, count: number): ReplicaState[] {
  return Array.from({ length: count }, (_, index) => ({ id: `${prefix}${index + 1}`, coldMs: 0 }));
}

const replicas = (prefix: string, most: number): Arbitrary<ReplicaState[]> =>
  array(constantFrom(0, 0, 0.1, 0.2, 0.5), { maxLength: most }).map((colds) =>
    colds
      .sort((one, other) => one - other)
      .map((cold, index) => ({ id: `${prefix}${index + 1}`, coldMs: cold * HOUR_MS })),
  );

/** Any fleet of one spot pool and one dedicated pool with up to four deadlines. */
const anyFleet: Arbitrary<FleetState> = record({
  tick: constantFrom(1 / 60, 1 / 6, 1 / 2),
  cold: constantFrom(0.05, 1 / 6, 0.5),
  dedicated: integer({ min: 1, max: 24 }),
  spotNow: integer({ min: 0, max: 16 }),
  spot: replicas('s', 16),
  running: replicas('d', 24),
  work: array(
    record({
      left: double({ min: 0.1, max: 24, noNaN: true }),
      load: double({ min: 0, max: 1, noNaN: true }),
      unsettled: double({ min: 0, max: 0.5, noNaN: true }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
}).map(({ tick, cold, dedicated, spotNow, spot, running, work }) => {
  const rows = work.map(({ left, load, unsettled }) => [left, load * left * dedicated, unsettled] as const);
  const { pools, ...state } = fleetState({ work: rows, dedicated, spotNow: Math.max(spotNow, spot.length) });
  const own: Readonly<Record<string, ReplicaState[]>> = { spot, dedicated: running.slice(0, dedicated) };
  return {
    ...state,
    tickMs: tick * HOUR_MS,
    pools: pools.map((pool) => ({ ...pool, coldStartMs: cold * HOUR_MS, replicas: own[pool.name] ?? [] })),
  };
});

const decide = (state: FleetState, memory: FleetMemory = freshMemory): FleetPlan => pacedBurst().decide(state, memory);
/** Six hours of watching with so many replicas. */
const saw = (replicas: number): FleetMemory => ({
  ...freshMemory,
  seen: { spot: { hours: 6, replicaHours: 6 * replicas } },
});

test('dedicated waits while all of it, started one tick later, still finishes the work', () => {
  const state = fleetState({ work: [[10, 60]], dedicated: 8, spotNow: 16 });
  expect(decide(state, saw(16))).toMatchObject({
    replicas: { dedicated: 0 },
    drop: [],
    reasons: [],
    dedicatedUntilAt: undefined,
  });
});

test('dedicated starts at the last tick at which it suffices, and the reason says with how much time and work', () => {
  // 8 replicas, ten minutes cold, ten minutes a tick: 8 × (10 − 1/3) = 77.3 replica-hours.
  const wait = fleetState({ work: [[10, 77.3]], dedicated: 8, spotNow: 16 });
  const must = fleetState({ work: [[10, 77.4]], dedicated: 8, spotNow: 16 });
  expect(mustStart(viewOf(wait))).toBeUndefined();
  expect(decide(must)).toMatchObject({ replicas: { dedicated: 8 }, dedicatedUntilAt: 10 * HOUR_MS });
  expect(decide(must).reasons).toEqual([
    {
      rule: 'must',
      text: 'Escalated: 9.7 h of work left for 10.0 h of time at 8 dedicated.',
    },
  ]);
});

test('unsettled work on spot counts as not done', () => {
  const state = fleetState({ work: [[10, 77, 0.5]], dedicated: 8, spotNow: 16 });
  expect(decide(state, saw(16)).reasons[0]?.rule).toBe('must');
});

test('batches never count the same dedicated replica twice', () => {
  const alone = fleetState({ work: [[2, 12]], dedicated: 8, spotNow: 16 });
  const both = fleetState({
    work: [
      [2, 12],
      [2.5, 12],
    ],
    dedicated: 8,
    spotNow: 16,
  });
  expect(decide(alone, saw(16)).replicas).toMatchObject({ dedicated: 0 });
  expect(decide(both, saw(16)).reasons[0]?.rule).toBe('must');
});

test('a few dedicated replicas start early where spot is not trusted to do the work', () => {
  const state = fleetState({ work: [[6, 120]], dedicated: 32, spotNow: 0 });
  const { replicas, reasons } = decide(state, saw(0));
  expect(reasons[0]?.rule).toBe('wide');
  expect(replicas.dedicated).toBe(21);
});

test('dedicated is given back when spot came back with time to spare', () => {
  const state = fleetState({ work: [[24, 40]], dedicated: 16, running: 4, spotNow: 16 });
  expect(decide(state, saw(16))).toMatchObject({ replicas: { dedicated: 0 }, drop: ['d1', 'd2', 'd3', 'd4'] });
  expect(decide(state, saw(16)).reasons[0]?.rule).toBe('shed');
});

test('the newest dedicated replicas stop when the others alone finish in time', () => {
  const state = fleetState({ work: [[10, 25]], dedicated: 4, running: 4, spotNow: 0 });
  expect(decide(state, saw(0))).toMatchObject({ replicas: { dedicated: 3 }, drop: ['d4'] });
});

test('no more spot starts than the work needs of the forecast, and none is stopped', () => {
  const light = fleetState({ work: [[24, 12]], dedicated: 8, spotNow: 16 });
  expect(decide(light, saw(16)).replicas.spot).toBe(2);
  const running = fleetState({ work: [[24, 12]], dedicated: 8, spotNow: 16, spotRunning: 9 });
  expect(decide(running, saw(16)).replicas.spot).toBe(9);
});

test('of pools of one price spot starts where as many could be had for the longest', () => {
  const state = fleetState({ work: [[6, 27]], dedicated: 8, spotNow: 3 });
  const [first, dedicated] = state.pools;
  if (!first || !dedicated) throw new Error('no pools');
  const pools = (one: number, other: number) => [
    { ...first, name: 'one', obtainable: one },
    { ...first, name: 'other', obtainable: other },
    dedicated,
  ];
  let memory = decide({ ...state, pools: pools(2, 16), due: [] }).memory;
  memory = decide({ ...state, pools: pools(3, 16), due: [] }, memory).memory;
  memory = decide({ ...state, pools: pools(16, 5), due: [] }, memory).memory;
  // Two of the one and five of the other have been there all the time, then a third of the one.
  const { replicas } = decide({ ...state, pools: pools(16, 16) }, memory);
  expect([replicas.one, replicas.other]).toEqual([3, 5]);
});

test('no spot replica starts for less than three cold starts of work', () => {
  const state = fleetState({ work: [[0.9, 1.4]], dedicated: 16, spotNow: 16 });
  expect(decide(state, saw(16)).replicas.spot).toBe(3);
});

test('without work everything stops', () => {
  const state = fleetState({ work: [], dedicated: 8, running: 2, spotNow: 16, spotRunning: 5 });
  expect(decide(state)).toMatchObject({ replicas: { spot: 0, dedicated: 0 }, drop: ['d1', 'd2'] });
});

test('a deadline that can be met stays so at the next tick, whatever is started, shed or stopped', () => {
  always(
    property(anyFleet, (state) => {
      if (!canFinish(state)) return;
      const plan = decide(state);
      const { due, dedicated, tick } = viewOf(state);
      const kept = dedicated.replicas.filter(({ id }) => !plan.drop.includes(id));
      const fresh = (plan.replicas.dedicated ?? 0) - kept.length;
      const started = { id: '', pool: '', cold: dedicated.cold, speed: 1 };
      const warm = [...kept, ...Array.from({ length: fresh }, () => started)];
      const room = dedicated.max - warm.length;
      for (const { left, safe } of due)
        expect(safe).toBeLessThanOrEqual(
          capacity(warm, left) + room * Math.max(0, left - tick - dedicated.cold) + 1e-6,
        );
    }),
    { numRuns: 3000 },
  );
});

test('a decision is a function of state and memory, and memory survives JSON', () => {
  always(
    property(anyFleet, anyFleet, (first, second) => {
      const { memory } = decide(first);
      const revived = JSON.parse(JSON.stringify(memory));
      expect(decide(second, revived)).toEqual(decide(second, memory));
    }),
    { numRuns: 200 },
  );
});
