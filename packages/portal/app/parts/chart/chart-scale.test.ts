import { expect, test } from 'vitest';
import { areaPath, linePath, placesOf, roundAbove, stacked } from './chart-scale.ts';

test.each([
  [0, 1],
  [0.031, 0.04],
  [1, 1],
  [1.2, 2],
  [49, 50],
  [51, 60],
  [810_000, 1_000_000],
])('an axis for %d ends at %d', (most, end) => {
  expect(roundAbove(most)).toBeCloseTo(end, 10);
});

test('instants stand where they are in time, however uneven', () => {
  expect(placesOf([100, 110, 200])).toEqual([0, 100, 1_000]);
  expect(placesOf([100])).toEqual([0]);
});

test('what is unknown breaks a line, and adds nothing to a stack', () => {
  expect(linePath([0, 10, 20, 30], [1, 2, null, 4], 4)).toBe('M0 75L10 50M30 0');
  expect(
    stacked([
      [1, null],
      [2, 3],
    ]),
  ).toEqual([
    [1, 0],
    [3, 3],
  ]);
});

test('an area goes there above and back below', () => {
  expect(areaPath([0, 10], { above: [2, 4], below: [0, 1], most: 4 })).toBe('M0 50L10 0L10 75L0 100Z');
});
