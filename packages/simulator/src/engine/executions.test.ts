import { expect, test } from 'vitest';
import { CompactExecutions, ExactExecutions } from './executions.ts';
import { uniform } from './seeded-random.ts';

test('the compact table counts what the exact one counts, also while it grows', () => {
  const exact = new ExactExecutions();
  const compact = new CompactExecutions();
  for (let step = 0; step < 40_000; step += 1) {
    const key = `request ${Math.floor(uniform(3, step, 0, 0) * 20_000)}`;
    expect(compact.add(key)).toBe(exact.add(key));
  }
  const totals = ({ requests, repeated, repeats }: typeof exact | typeof compact): number[] => [
    requests,
    repeated,
    repeats,
  ];
  expect(totals(compact)).toEqual(totals(exact));
  expect(exact.repeats).toBe(40_000 - exact.requests);
});

test('two hashes that share a half are two requests', () => {
  const compact = new CompactExecutions();
  expect([compact.addHash(1, 2), compact.addHash(3, 2), compact.addHash(1, 4), compact.addHash(1, 2)]).toEqual([
    1, 1, 1, 2,
  ]);
});

test('only the exact one tells the counts by key', () => {
  const exact = new ExactExecutions();
  for (const key of ['a', 'b', 'a']) exact.add(key);
  expect([...exact.byKey]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  expect(new CompactExecutions().byKey.size).toBe(0);
});
