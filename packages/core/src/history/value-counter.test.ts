import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ValueCounter } from './value-counter.ts';

test('every value is counted once, up to the first bound that it does not exceed', () => {
  const bounds = [1, 5, 60];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 100 })), (values) => {
      const counter = new ValueCounter(bounds);
      for (const value of values) counter.add(value);
      const within = (from: number, to: number) => values.filter((value) => from < value && value <= to);
      const expected = [within(-1, 1), within(1, 5), within(5, 60), within(60, Number.POSITIVE_INFINITY)];
      const sums = expected.map((some) => some.reduce((sum, value) => sum + value, 0));
      const counts = expected.map(({ length }) => length);
      expect(counter.distribution()).toEqual({ bounds, counts, sum: sums.reduce((sum, one) => sum + one, 0) });
      expect(counter.buckets()).toEqual(counts.map((count, at) => ({ count, sum: sums[at] })));
    }),
  );
});
