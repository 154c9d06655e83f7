import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chartProgress, spanFor } from './chart-progress.ts';

const day = 86_400_000;

test.each([
  [0, 1],
  [6_000, 1],
  [24_000, 5],
  [60_000, 10],
  [600_000, 10],
  [1_200_000, 30],
  [3_600_000, 60],
  [day, 1_800],
  [7 * day, 14_400],
  [400 * day, 7 * 86_400],
])('of %d ms a span is a whole number of seconds that people read, longer than the flushes: %d', (ms, seconds) => {
  expect(spanFor(ms) / 1_000).toBe(seconds);
});

test('spans without requests are there, and shares are of everything', () => {
  const points = [
    { at: 2_000, pool: 'spot', requests: 5 },
    { at: 2_000, pool: null, requests: 1 },
    { at: 6_000, pool: 'spot', requests: 2 },
  ];
  expect(chartProgress(points, 2_000)).toEqual({
    spanMs: 2_000,
    points: [
      { at: 2_000, pools: { spot: 5, none: 1 } },
      { at: 4_000, pools: {} },
      { at: 6_000, pools: { spot: 2 } },
    ],
    shares: { spot: 7, none: 1 },
  });
  expect(chartProgress([], 2_000)).toEqual({ spanMs: 2_000, points: [], shares: {} });
});

test('whatever the store answers, no request is lost and no more than 120 points are shown', () => {
  const point = fc.record({
    second: fc.nat({ max: 10_000_000 }),
    pool: fc.constantFrom('spot', 'dedicated', null),
    requests: fc.integer({ min: 1, max: 512 }),
  });
  fc.assert(
    fc.property(fc.array(point), fc.integer({ min: 1, max: 4_000 }), (seconds, span) => {
      const spanMs = span * 1_000;
      const points = seconds
        .map(({ second, ...rest }) => ({ at: Math.floor(second / span) * spanMs, ...rest }))
        .sort((left, right) => left.at - right.at);
      const chart = chartProgress(points, spanMs);
      expect(chart.points.length).toBeLessThanOrEqual(120);
      expect(chart.spanMs % spanMs).toBe(0);
      const total = points.reduce((sum, { requests }) => sum + requests, 0);
      const shown = chart.points.flatMap(({ pools }) => Object.values(pools));
      expect(shown.reduce((sum, requests) => sum + requests, 0)).toBe(total);
      expect(Object.values(chart.shares).reduce((sum, requests) => sum + requests, 0)).toBe(total);
      for (const [index, { at }] of chart.points.entries()) {
        expect(at).toBe((chart.points[0]?.at ?? 0) + index * chart.spanMs);
        expect(at % chart.spanMs).toBe(0);
      }
    }),
  );
});
