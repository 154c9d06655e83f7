import { assert as always, array, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { type HeldLevel, heldFor, watchLevels } from './held-levels.ts';

test('each number of replicas is as old as the time since fewer could be had, in few rows', () => {
  always(
    property(array(integer({ min: 0, max: 6 }), { maxLength: 40 }), (supply) => {
      let levels: readonly HeldLevel[] = [];
      for (const count of supply) levels = watchLevels(levels, count, 0.5);
      for (let count = 1; count <= 6; count++) {
        const short = supply.findLastIndex((had) => had < count);
        expect(heldFor(levels, count)).toBe((supply.length - 1 - short) * 0.5);
      }
      expect(levels.length).toBeLessThanOrEqual(6);
    }),
    { numRuns: 500 },
  );
});
