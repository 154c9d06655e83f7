import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentsOf } from './amount.ts';

test.each([
  [
    [57.6, 42.4],
    [58, 42],
  ],
  [
    [1, 1, 1],
    [34, 33, 33],
  ],
  [[41], [100]],
  [
    [0, 0],
    [0, 0],
  ],
  [[], []],
])('%j is shared as %j', (parts, percents) => {
  expect(percentsOf(parts)).toEqual(percents);
});

test('shares add up to 100, each within one of what it is, and none without a part gets any', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 2 ** 31 }), { minLength: 1, maxLength: 8 }), (parts) => {
      const sum = parts.reduce((total, part) => total + part, 0);
      const percents = percentsOf(parts);
      if (sum > 0) expect(percents.reduce((total, percent) => total + percent, 0)).toBe(100);
      for (const [index, part] of parts.entries()) {
        expect(Math.abs((percents[index] ?? 0) - (sum === 0 ? 0 : (part / sum) * 100))).toBeLessThan(1);
        if (part === 0) expect(percents[index]).toBe(0);
      }
    }),
  );
});
