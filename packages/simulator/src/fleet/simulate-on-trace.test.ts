import { fleetPolicies, pacedBurst } from '@spillway/core/fleet';
import { expect, test } from 'vitest';
import { arrivals } from './arrivals.ts';
import { drawFleet } from './draw-fleet.ts';
import { fairnessOf } from './fairness.ts';
import { gridRuns, gridSettings } from './grid.ts';
import { optimalCost } from './optimal-cost.ts';
import { parseBatches } from './parse-batches.ts';
import { type SimulationOptions, simulateOnTrace } from './simulate-on-trace.ts';
import { syntheticTrace } from './synthetic-trace.ts';

const trace = syntheticTrace({ zones: 3, ticks: 400 });
const batch = { kind: 'batch', workHours: 48, windowHours: 12, starts: 5 } as const;
const simulate = (part: Partial<SimulationOptions> = {}) =>
  simulateOnTrace({ trace, policies: fleetPolicies, load: batch, ...part });

test('policies stand beside the optimum, and paced burst costs least of those that are never late', () => {
  const { policies, optimum = 0 } = simulate();
  const inTime = policies.filter(({ late }) => late === 0).toSorted((one, other) => one.cost - other.cost);
  expect(inTime[0]?.policy).toBe('paced-burst');
  expect(inTime[0]?.cost).toBeGreaterThan(optimum);
  expect(inTime[0]?.runs).toBe(15);
});

test('a simulation repeats itself to the digit', () => {
  expect(JSON.stringify(simulate())).toBe(JSON.stringify(simulate()));
});

test('zones pooled as one supply cost less than each alone', () => {
  const load = { kind: 'arrivals', seeds: [1, 2] } as const;
  const [alone] = simulate({ load, policies: [pacedBurst()] }).policies;
  const [pooled] = simulate({ load, policies: [pacedBurst()], pooled: true }).policies;
  expect([alone?.late, pooled?.late]).toEqual([0, 0]);
  expect(pooled?.cost).toBeLessThan(0.8 * (alone?.cost ?? 0));
});

test('a pool that is cheaper is taken first, and a price moves the cost and the optimum alike', () => {
  const zones = ['zone-02', 'zone-03'];
  const policies = [pacedBurst()];
  const costs = [1, 0.5].map((price) =>
    simulate({ zones, policies, spotPrices: { 'zone-02': price, 'zone-03': price } }),
  );
  expect(costs[1]?.optimum).toBeLessThan(costs[0]?.optimum ?? 0);
  expect(costs[1]?.policies[0]?.cost).toBeLessThan(costs[0]?.policies[0]?.cost ?? 0);
  const [pooled] = simulate({ zones, policies, pooled: true, spotPrices: { 'zone-02': 2 } }).policies;
  const first = pooled?.moments[0];
  expect(first?.replicas['zone-02']).toBe(0);
  expect(first?.replicas['zone-03']).toBeGreaterThan(0);
});

test('a zone that the trace does not have is named', () => {
  expect(() => simulate({ zones: ['mars-1a'] })).toThrow('the trace has no zone mars-1a');
});

test('the picture shows every pool, and says why at each mark', () => {
  const [paced] = simulate({ policies: [pacedBurst()], zones: ['zone-01'] }).policies;
  const moments = paced?.moments ?? [];
  const svg = drawFleet(moments, { title: 'One <batch>', tickHours: 1 / 6 });
  expect([svg.startsWith('<svg '), svg.endsWith('</svg>\n')]).toEqual([true, true]);
  expect(svg).toContain('One &lt;batch&gt;');
  expect(svg.match(/<polygon/g)).toHaveLength(2);
  const reasons = moments.flatMap((moment) => moment.reasons);
  expect(reasons.length).toBeGreaterThan(0);
  expect(svg.match(/<title>/g)).toHaveLength(reasons.length);
});

test('the grid takes each load at each start of each zone, from the first tick to the last', () => {
  const [day] = gridSettings;
  if (!day) throw new Error('no setting');
  const runs = [...gridRuns(trace, day, { starts: 40 })];
  expect(runs).toHaveLength(3 * 40 * 6);
  expect([runs[0]?.startTick, runs[40 * 6 - 1]?.startTick]).toEqual([0, 400 - 144]);
  const [dark] = gridRuns(trace, day, { blackoutHours: 6 });
  expect(dark?.supply.slice(0, 36)).toEqual(runs[0]?.supply.slice(0, 36));
  expect(Math.max(...(dark?.supply.slice(36) ?? [1]))).toBe(0);
});

test('the optimum takes the longest runs of the supply, and dedicated for the rest', () => {
  const common = { tickHours: 1, windowHours: 6, spot: 2, dedicated: 4, coldStartHours: 0.5, priceRatio: 4 };
  // Level 1 runs for four hours and for one, level 2 for two: the first gives 3.5 hours of work, the second 1.5.
  const supply = [1, 2, 2, 1, 0, 1];
  expect(optimalCost({ ...common, supply, workHours: 3 })).toBe(3.5);
  expect(optimalCost({ ...common, supply, workHours: 5 })).toBe(5 + 1);
  expect(optimalCost({ ...common, supply, workHours: 6 })).toBe(5.5 + 1.5 + 4 * (0.5 + 0.5));
});

test('arrivals have the shares and means they are given, and windows that begin with the next tick', () => {
  const ticks = 60_000;
  const batches = arrivals({ seed: 3, ticks, tickHours: 1 / 6 });
  const hours = batches.reduce((sum, { hours: own }) => sum + own, 0);
  expect(hours / (ticks / 6)).toBeCloseTo(4.8, 0);
  const day = batches.filter(({ arrivesTick, deadlineTick }) => deadlineTick - arrivesTick === 144);
  expect(day.length / batches.length).toBeCloseTo(0.2, 1);
  expect(batches.filter(({ priority }) => priority === 10).length / batches.length).toBeCloseTo(0.2, 1);
  expect(batches).toEqual(arrivals({ seed: 3, ticks, tickHours: 1 / 6 }));
});

test('batches are read from lines of JSON, and their windows lie within what was asked for', () => {
  const line = { arrivesHours: 0.3, windowHours: 2, workHours: 8 };
  const lines = [{ ...line, arrivesHours: 5, tenant: 'acme', priority: 10, id: 'x' }, line];
  const read = parseBatches(lines.map((one) => JSON.stringify(one)).join('\n'), { tickHours: 0.5 });
  expect(read).toEqual([
    { id: 'batch-1', tenant: 'tenant', priority: 1, hours: 8, arrivesTick: 1, deadlineTick: 4 },
    { id: 'x', tenant: 'acme', priority: 10, hours: 8, arrivesTick: 10, deadlineTick: 14 },
  ]);
  const parse = (text: string) => () => parseBatches(text, { tickHours: 0.5 });
  expect(parse('{')).toThrow('batch 0 is no JSON');
  expect(parse('')).toThrow('there is no batch');
  expect(parse(JSON.stringify({ ...line, windowHours: 0.2 }))).toThrow(
    'batch 0: "windowHours" must be a number of 0.5 or more',
  );
  expect(parse(JSON.stringify({ ...line, tenant: 7 }))).toThrow('batch 0: "tenant" must be a text');
  expect(parse(JSON.stringify({ ...line, windowHour: 3 }))).toThrow('batch 0: there is no field "windowHour"');
  expect(parse(JSON.stringify({ ...line, windowHours: 0.6 }))).toThrow('batch 0: its window holds no whole tick');
  const named = JSON.stringify({ ...line, id: 'x' });
  expect(parse(`${named}\n${named}`)).toThrow('two batches have the id "x"');
});

test('a window that holds no tick, and batches that the trace is too short for, are no simulation', () => {
  expect(() => simulate({ load: { ...batch, windowHours: 0.01 } })).toThrow('shorter than a tick');
  const long = { id: 'a', tenant: 'a', priority: 1, hours: 4, arrivesTick: 0, deadlineTick: 401 };
  expect(() => simulate({ load: { kind: 'named', batches: [long] } })).toThrow('ends before the window of any batch');
});

test('named batches are worked from the beginning of the trace, and what it is too short for is left out', () => {
  const batch = { id: 'a', tenant: 'a', priority: 1, hours: 4, arrivesTick: 0, deadlineTick: 72 };
  const load = { kind: 'named', batches: [batch, { ...batch, deadlineTick: 401 }] } as const;
  const [paced] = simulate({ load, policies: [pacedBurst()] }).policies;
  expect([paced?.runs, paced?.batches, paced?.late]).toEqual([3, 3, 0]);
});

test('fairness is 1 when all tenants wait alike, and a late batch counts as its whole window', () => {
  const common = { id: 'x', priority: 1, hours: 2, arrivesTick: 0, deadlineTick: 10 };
  const end = (tenant: string, finishedHours: number | undefined) => ({ batch: { ...common, tenant }, finishedHours });
  expect(fairnessOf([end('a', 5), end('b', 5)], 1).index).toBe(1);
  const uneven = fairnessOf([end('a', 0), end('b', undefined)], 1);
  expect(uneven.index).toBe(0.5);
  expect(uneven.tenants[1]).toEqual({ tenant: 'b', batches: 1, late: 1, hours: 0, stretch: 1 });
});
