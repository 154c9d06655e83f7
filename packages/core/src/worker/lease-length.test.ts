import { expect, test } from 'vitest';
import { leaseLength } from './lease-length.ts';

const lengthAt = (timeLeftMs: number, longestMs = 30_000): number => leaseLength({ timeLeftMs, longestMs });

test('a claim far from its deadline has the longest lease', () => {
  expect(lengthAt(24 * 3_600_000)).toBe(30_000);
  expect(lengthAt(300_000)).toBe(30_000);
});

test('nearer, a lease is at most a tenth of the time left, but never below six seconds', () => {
  for (let timeLeftMs = 60_000; timeLeftMs < 600_000; timeLeftMs += 500) {
    expect(lengthAt(timeLeftMs)).toBeLessThanOrEqual(timeLeftMs / 10);
  }
  for (let timeLeftMs = 500; timeLeftMs < 90_000; timeLeftMs += 500) expect(lengthAt(timeLeftMs)).toBe(6_000);
});

test('leases have few lengths, a third of which is whole seconds, and never grow on the way to the deadline', () => {
  const lengths = Array.from({ length: 1_200 }, (_, index) => lengthAt(600_000 - index * 500));
  expect([...new Set(lengths)]).toEqual([30_000, 15_000, 9_000, 6_000]);
});

test('past the deadline the holder has the longest lease to settle in', () => {
  expect(lengthAt(0)).toBe(30_000);
  expect(lengthAt(-10_000)).toBe(30_000);
});

test('no lease is longer than the longest, whatever that is', () => {
  for (const longestMs of [1_000, 7_000, 20_000, 120_000]) {
    expect(lengthAt(24 * 3_600_000, longestMs)).toBe(longestMs);
    for (const timeLeftMs of [1, 70_000, 170_000, 400_000]) {
      expect(lengthAt(timeLeftMs, longestMs)).toBeLessThanOrEqual(longestMs);
    }
  }
});
