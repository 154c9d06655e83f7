import { expect, it } from 'vitest';
import { instant, relativeTime } from './instant.ts';

const now = Date.parse('2026-01-02T03:04:05.678Z');

it.each([
  [0, '0 s ago'],
  [-59_999, '59 s ago'],
  [-60_000, '1 min ago'],
  [-7_199_000, '1 h ago'],
  [-172_800_000, '2 d ago'],
  [59_700, 'in 1 min'],
  [86_399_000, 'in 24 h'],
  [86_400_000, 'in 24 h'],
])('%i ms from now is %s', (ms, text) => {
  expect(relativeTime(now + ms, now)).toBe(text);
});

it('an instant is a moment of the world clock and how far it is', () => {
  expect(instant(now - 61_000, now)).toBe('2026-01-02 03:03:04Z (1 min ago)');
});
