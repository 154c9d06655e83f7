import { expect, test } from 'vitest';
import { type Contender, fairTurn } from './fair-turn.ts';

const contender = (name: string, service: number, part: Partial<Contender> = {}) => ({
  name,
  service,
  weight: 1,
  cost: 100,
  ...part,
});

const chances = Array.from({ length: 1_000 }, (_, index) => (index + 0.5) / 1_000);

/** How many of a thousand evenly spread chances fall on each. */
function turns(contenders: readonly (Contender & { readonly name: string })[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const chance of chances) {
    const { name } = fairTurn(contenders, { peers: 1, chance }).contender;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

test('of settled tenants the one with the least service for its weight has the turn, whatever the chance', () => {
  expect(turns([contender('a', 1_000), contender('b', 1_100, { weight: 1.2 })])).toEqual({ b: 1_000 });
});

test('ties are broken at random, evenly', () => {
  expect(turns([contender('a', 500), contender('b', 500), contender('c', 600)])).toEqual({ a: 500, b: 500 });
});

test('a newcomer has the turn as often as its share of the pool says, however long it idled', () => {
  const settled = [contender('a', 1e9), contender('b', 1e9 + 50)];
  expect(turns([...settled, contender('new', 0)])).toEqual({ a: 667, new: 333 });
  expect(turns([...settled, contender('new', 0, { weight: 2, cost: 50 })])).toEqual({ a: 333, new: 667 });
});

test('many newcomers leave the settled tenants their share', () => {
  const newcomers = Array.from({ length: 8 }, (_, index) => contender(`n${index}`, index * 1_000));
  const { a = 0, b = 0 } = turns([...newcomers, contender('a', 1e9), contender('b', 1e9 + 50)]);
  expect([a, b]).toEqual([200, 0]);
});

test('a newcomer is charged a part of its arrears, and none of it is a settled tenant', () => {
  const contenders = [contender('a', 1e6 + 50), contender('b', 1e6), contender('new', 0, { weight: 2 })];
  expect(fairTurn(contenders, { peers: 10, chance: 0.99 })).toMatchObject({
    contender: { name: 'new' },
    arrears: 2e6 / 40,
  });
  expect(fairTurn(contenders, { peers: 10, chance: 0 })).toMatchObject({ contender: { name: 'b' }, arrears: 0 });
});

test('a single tenant has every turn and owes nothing', () => {
  expect(fairTurn([contender('a', 7)], { peers: 1, chance: 0.9 })).toMatchObject({ arrears: 0 });
});
