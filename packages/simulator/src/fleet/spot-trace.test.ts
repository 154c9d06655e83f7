import { expect, test } from 'vitest';
import { fromSkyNomad } from './from-skynomad.ts';
import { fromSkyPilot } from './from-skypilot.ts';
import { parseSpotTrace } from './parse-spot-trace.ts';
import { syntheticTrace } from './synthetic-trace.ts';

const metadata = { requested: 16, gapSeconds: 600, source: 'somewhere' };

test('a tick that nobody observed repeats the last count', () => {
  const trace = parseSpotTrace({ metadata, availability: { a: [null, 3, null, null, 16], b: [1, 2, 3, 4, 5] } });
  expect(trace).toEqual({ tickSeconds: 600, requested: 16, zones: { a: [0, 3, 3, 3, 16], b: [1, 2, 3, 4, 5] } });
});

test('what is wrong with a trace is said by name', () => {
  const parse = (json: unknown) => () => parseSpotTrace(json);
  expect(parse([])).toThrow('a trace must be an object');
  expect(parse({ metadata, availability: { a: [1, 17] } })).toThrow(
    '"availability.a[1]" must be null or a count up to 16',
  );
  expect(parse({ metadata: { requested: 16 }, availability: { a: [1] } })).toThrow('"metadata.gapSeconds"');
  expect(parse({ metadata, availability: { a: [1], b: [1, 2] } })).toThrow('equally many ticks');
  expect(parse({ metadata, availability: {} })).toThrow('equally many ticks');
});

test("SkyPilot's files are read as counts, or as preemptions where they are that", () => {
  const file = (data: number[], gap = 300) => ({ metadata: { gap_seconds: gap }, data });
  const counted = fromSkyPilot({ a: file([0, 4, 2]), b: file([1, 1, 1, 9]) });
  expect(counted).toEqual({ tickSeconds: 300, requested: 4, zones: { a: [0, 4, 2], b: [1, 1, 1] } });
  const gone = fromSkyPilot({ a: file([0, 1, 1]) }, { meaning: 'preempted' });
  expect(gone).toEqual({ tickSeconds: 300, requested: 1, zones: { a: [1, 0, 0] } });
  expect(() => fromSkyPilot({ a: file([1]), b: file([1], 600) })).toThrow('different gaps');
  expect(() => fromSkyPilot({ a: { metadata: {}, data: [] } })).toThrow('a: "metadata.gap_seconds"');
});

test("SkyNomad's rounds are put in order, and a missing round repeats the one before it", () => {
  const round = (at: string, zones: Record<string, number>) => ({
    scheduled_at: at,
    interval_sec: 600,
    zone_results: Object.fromEntries(
      Object.entries(zones).map(([zone, count]) => [zone, { instances_created: count, instances_requested: 16 }]),
    ),
  });
  const trace = fromSkyNomad([
    round('2025-10-03T17:40:00.002-07:00', { a: 5, b: 16 }),
    round('2025-10-03T17:10:00.002-07:00', { a: 16 }),
    round('2025-10-03T17:20:00.001-07:00', { a: 7, b: 1 }),
  ]);
  expect(trace).toEqual({ tickSeconds: 600, requested: 16, zones: { a: [16, 7, 7, 5], b: [0, 1, 1, 16] } });
  expect(() => fromSkyNomad([{}])).toThrow('round 0: "scheduled_at"');
});

test('the synthetic trace has the ways of the published one', () => {
  const trace = syntheticTrace();
  const zones = Object.values(trace.zones);
  expect(syntheticTrace()).toEqual(trace);
  expect(zones.map(({ length }) => length)).toEqual(new Array(13).fill(2114));
  const all = zones.flat();
  const share = (of: (count: number, index: number) => boolean) => all.filter(of).length / all.length;
  const means = zones.map((counts) => counts.reduce((sum, count) => sum + count, 0) / counts.length);
  // Published: mean 9.5 of 16, none at all in 23 % of the ticks, all in 44 %, another count than before in 28 %.
  expect(all.reduce((sum, count) => sum + count, 0) / all.length).toBeCloseTo(9.5, 0);
  expect(share((count) => count === 0)).toBeCloseTo(0.23, 1);
  expect(share((count) => count === 16)).toBeCloseTo(0.44, 1);
  expect(share((count, index) => index > 0 && count !== all[index - 1])).toBeCloseTo(0.28, 1);
  expect(Math.min(...means)).toBeLessThan(4);
  expect(Math.max(...means)).toBeGreaterThan(13);
});
