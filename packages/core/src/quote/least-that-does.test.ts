import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reckonAtOnce } from '../../test/reckon-at-once.ts';
import { leastThatDoes as findingLeast } from './least-that-does.ts';

type Search = Omit<Parameters<typeof findingLeast>[0], 'does'> & { readonly does: (value: number) => boolean };

function leastThatDoes({ does, ...search }: Search): number | undefined {
  return reckonAtOnce(
    findingLeast({
      ...search,
      *does(value) {
        yield;
        return does(value);
      },
    }),
  );
}

const search = { above: 0, guess: 10, most: 10_000, step: 5 };

test('the least value that does is found to a fiftieth, and does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 1, max: 20_000 }), (least, guess) => {
      const found = leastThatDoes({ ...search, guess, does: (value) => value >= least }) ?? 0;
      expect(found).toBeGreaterThanOrEqual(least);
      expect(found).toBeLessThanOrEqual(Math.max(least + 5, least * 1.03));
      expect(found % 5).toBe(0);
    }),
  );
});

test('nothing is found where nothing does, and what is tried is no more than may be', () => {
  const tried: number[] = [];
  const does = (value: number): boolean => {
    tried.push(value);
    return false;
  };
  expect(leastThatDoes({ ...search, does })).toBeUndefined();
  expect(Math.max(...tried)).toBe(10_000);
});

test('what is found did when it was tried, also where more does not', () => {
  const does = (value: number): boolean => value > 100 && value < 300;
  const found = leastThatDoes({ ...search, does }) ?? 0;
  expect(does(found)).toBe(true);
});
