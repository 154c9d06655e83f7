import { expect, test } from 'vitest';
import { faultsOf, measureSafety } from '../../trials/fleet-safety/measure-safety.ts';

test('a fleet under the must rule is never late, and with estimates no more often than dedicated replicas alone', () => {
  const figures = measureSafety({ draws: 600, seed: 3 });
  expect(faultsOf(figures)).toEqual([]);
  const alone = figures.find(({ policy }) => policy === 'dedicated alone');
  expect(alone?.late).toBeGreaterThan(20);
});
