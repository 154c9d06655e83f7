import fc from 'fast-check';
import { expect, test } from 'vitest';
import { condenseWork } from './condense-work.ts';
import type { QueuedWork } from './queued-work.ts';

const work = fc.record({
  id: fc.uuid(),
  tenant: fc.constantFrom('acme', 'b', 'c', 'd'),
  priority: fc.nat(20),
  createdAt: fc.nat(1_000_000),
  deadlineAt: fc.nat(1_000_000),
  hours: fc.float({ min: 0, max: 10, noNaN: true }),
});
const many = fc.array(work, { minLength: 257, maxLength: 2_000 });
const sumOf = (rows: readonly QueuedWork[]): number => rows.reduce((sum, { hours }) => sum + hours, 0);

test('work in few rows stays as it is', () => {
  const rows = fc.sample(work, 128);
  expect(condenseWork(rows, 'acme')).toBe(rows);
});

test('work in many rows becomes few, with the same hours, for the tenant and for the others', () => {
  fc.assert(
    fc.property(many, (rows) => {
      const few = condenseWork(rows, 'acme');
      expect(few.length).toBeLessThanOrEqual(128);
      for (const ours of [true, false]) {
        const of = (some: readonly QueuedWork[]) => some.filter(({ tenant }) => (tenant === 'acme') === ours);
        expect(sumOf(of(few))).toBeCloseTo(sumOf(of(rows)), 3);
      }
    }),
  );
});

test('no work counts as due later than it is', () => {
  fc.assert(
    fc.property(many, fc.nat(1_000_000), (rows, at) => {
      const dueBy = (some: readonly QueuedWork[]) => sumOf(some.filter(({ deadlineAt }) => deadlineAt <= at));
      expect(dueBy(condenseWork(rows, 'acme'))).toBeGreaterThanOrEqual(dueBy(rows) - 1e-3);
    }),
  );
});

test('what is put together stands for as many tenants as it is of', () => {
  const rows = Array.from({ length: 300 }, (_, at) => {
    return { id: `${at}`, tenant: `t${at % 7}`, priority: 1, createdAt: 0, deadlineAt: 5, hours: 1 };
  });
  expect(condenseWork(rows, 'acme')).toMatchObject([{ tenants: 7, hours: 300 }]);
});
