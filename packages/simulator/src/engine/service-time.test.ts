import { expect, test } from 'vitest';
import { serviceTime } from './service-time.ts';

const rates = { prefillTokensPerSecond: 10_000, decodeTokensPerSecond: 50, decodeHalvesAtSeqs: 101, speed: 1 };

test('a prompt takes its tokens by the prefill rate', () => {
  expect(serviceTime(rates).prefillMs(500)).toBeCloseTo(50);
});

test('a sequence alone decodes at the full rate, and at half of it in a batch of the size that is named so', () => {
  const { decodeRate } = serviceTime(rates);
  expect(decodeRate(1)).toBeCloseTo(0.05);
  expect(decodeRate(101)).toBeCloseTo(0.025);
});

test('a larger batch decodes more in all, and each further sequence gains less', () => {
  const { decodeRate } = serviceTime(rates);
  const total = (sequences: number): number => sequences * decodeRate(sequences);
  const gains = [1, 50, 100, 150, 200].map((size, index, sizes) => total(size) - total(sizes[index - 1] ?? 0));
  expect(gains.every((gain) => gain > 0)).toBe(true);
  expect(gains.slice(1)).toEqual(gains.slice(1).toSorted((a, b) => b - a));
});

test('speed divides every duration', () => {
  const fast = serviceTime({ ...rates, speed: 4 });
  expect(fast.prefillMs(500)).toBeCloseTo(12.5);
  expect(fast.decodeRate(1)).toBeCloseTo(0.2);
});
