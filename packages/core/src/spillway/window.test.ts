import { expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { parseWindow } from './window.ts';

test.each([
  ['30m', 1_800_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
])('%s is a window', (window, windowMs) => {
  expect(parseWindow(window, defaultLimits)).toBe(windowMs);
});

test.each(['', '0m', '8d', '24', 'h', '1.5h', '-1h', '24H', '9999999h'])('%j is refused with the field', (window) => {
  expect(() => parseWindow(window, defaultLimits)).toThrow(expect.objectContaining({ param: 'completion_window' }));
});
