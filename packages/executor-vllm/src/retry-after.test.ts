import { expect, it } from 'vitest';
import { retryAfterMs } from './retry-after.ts';

const now = Date.UTC(2026, 10, 21, 7, 0, 0);

it.each([
  ['2', 2_000],
  ['0', 0],
  ['0.25', 250],
  [' 7 ', 7_000],
  ['Sat, 21 Nov 2026 07:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 06:00:00 GMT', 0],
  ['-5', null],
  ['soon', null],
  ['', null],
  ['1e3', null],
  ['99999999999999999999', null],
])('reads Retry-After %j as %j ms', (text, ms) => {
  expect(retryAfterMs({ 'retry-after': text }, now)).toBe(ms);
});

it('prefers retry-after-ms, which is finer', () => {
  expect(retryAfterMs({ 'retry-after': '2', 'retry-after-ms': '1500' }, now)).toBe(1_500);
});

it('takes the first of several values', () => {
  expect(retryAfterMs({ 'retry-after': ['3', '9'] }, now)).toBe(3_000);
});

it('answers null without a header', () => {
  expect(retryAfterMs({}, now)).toBeNull();
});
