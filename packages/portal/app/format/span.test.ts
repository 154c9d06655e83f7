import { expect, test } from 'vitest';
import { spanText } from './span.ts';

test.each([
  [0, '0 ms'],
  [850, '850 ms'],
  [2_000, '2 s'],
  [2_440, '2.4 s'],
  [59_000, '59 s'],
  [250_000, '4 min 10 s'],
  [7_200_000, '2 h'],
  [273_600_000, '3 d 4 h'],
])('%i ms reads %s', (ms, text) => {
  expect(spanText(ms)).toBe(text);
});
