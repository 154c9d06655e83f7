import { expect, test } from 'vitest';
import { createGroupTally, type GroupTally } from './group-tally.ts';

let seq = 0;

function count(tally: GroupTally, message: string, { batchId = 'b', endedAt = ++seq } = {}): void {
  tally.count({ id: `${batchId} ${endedAt}`, batchId, endedAt, failure: { model: 'm', code: 'c', message } });
}

const words = (n: number): string => `it broke ${'abcdefghij'.repeat(2).slice(n % 10, (n % 10) + 5)}${'z'.repeat(n)}`;

test('a group tells of its first, its last and its newest, in whatever order they come', () => {
  const tally = createGroupTally(10);
  for (const endedAt of [50, 10, 90, 70, 20]) count(tally, `took ${endedAt} ms`, { endedAt });
  for (const endedAt of [30, 40]) count(tally, `took ${endedAt} ms`, { batchId: 'older', endedAt });
  expect(tally.groups).toMatchObject([
    {
      ...{ model: 'm', code: 'c', message: 'took 90 ms', count: 7, batches: 2, firstAt: 10, lastAt: 90 },
      sampleIds: ['b 90', 'b 70', 'b 50'],
    },
  ]);
  expect(tally.isWhole).toBe(true);
});

test('the largest groups come first, and of equal ones the newest', () => {
  const tally = createGroupTally(10);
  for (const [n, times] of [3, 1, 5, 1].entries()) for (let nth = 0; nth < times; nth++) count(tally, words(n));
  expect(tally.groups.map((group) => [group.count, group.message])).toEqual([
    [5, words(2)],
    [3, words(0)],
    [1, words(3)],
    [1, words(1)],
  ]);
});

test('of too many groups the largest are kept, in bounded memory, and it says that there are others', () => {
  const tally = createGroupTally(5);
  for (let n = 0; n < 100; n++) {
    count(tally, words(n));
    if (n % 3 === 0) count(tally, 'over and over');
  }
  expect(tally.groups).toHaveLength(5);
  expect(tally.groups[0]).toMatchObject({ message: 'over and over', count: 34 });
  expect(tally.isWhole).toBe(false);
});

test('groups that do not fit the answer are told of', () => {
  const tally = createGroupTally(3);
  for (let n = 0; n < 3; n++) count(tally, words(n));
  expect([tally.groups.length, tally.isWhole]).toEqual([3, true]);
  count(tally, words(3));
  expect([tally.groups.length, tally.isWhole]).toEqual([3, false]);
});
