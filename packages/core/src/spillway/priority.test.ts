import { expect, test } from 'vitest';
import { priorityOf } from './priority.ts';

const said = [
  ['low', 0],
  ['normal', 1],
  ['medium', 5],
  ['high', 10],
  ['0', 0],
  ['7', 7],
  ['1000', 1_000],
] as const;
const nothing = ['', 'High', 'urgent', '-1', '1.5', '1e2', ' 5', '1001', '99999', 'constructor', '٣'];

test('a batch of which nothing is said is normal', () => {
  expect(priorityOf(null)).toBe(1);
  expect(priorityOf({ note: 'high' })).toBe(1);
});

test.each(said)('%s is the priority %i under either name', (text, priority) => {
  expect(priorityOf({ priority: text })).toBe(priority);
  expect(priorityOf({ spillway_priority: text })).toBe(priority);
});

test.each(nothing)('%j is plain metadata under priority and refused under spillway_priority', (text) => {
  expect(priorityOf({ priority: text })).toBe(1);
  expect(() => priorityOf({ spillway_priority: text })).toThrow(
    expect.objectContaining({ code: 'invalid_argument', param: 'metadata.spillway_priority' }),
  );
});

test('spillway_priority goes before priority, and what was asked for before both', () => {
  const metadata = { priority: 'low', spillway_priority: 'medium' };
  expect(priorityOf(metadata)).toBe(5);
  expect(priorityOf(metadata, 0)).toBe(0);
  expect(priorityOf(metadata, 1_000)).toBe(1_000);
});

test.each([-1, 1_001, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'the number %d is refused when asked for',
  (asked) => {
    const refusal = expect.objectContaining({ code: 'invalid_argument', param: 'priority' });
    expect(() => priorityOf({ priority: 'high' }, asked)).toThrow(refusal);
  },
);
