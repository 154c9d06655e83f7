import { expect, test } from 'vitest';
import { groupDeferrals } from './deferrals.ts';

test('requests leave in few shards: by attempts and doubling delay, due at the latest of the group', () => {
  const requests = [
    { seq: 9, attempts: 1, afterMs: 1_100 },
    { seq: 3, attempts: 1, afterMs: 1_900 },
    { seq: 4, attempts: 1, afterMs: 1_500 },
    { seq: 5, attempts: 1, afterMs: 4_000 },
    { seq: 6, attempts: 2, afterMs: 1_500 },
    { seq: 7, attempts: 1, afterMs: 0 },
  ];
  expect(groupDeferrals(requests)).toEqual([
    {
      seqs: [
        [3, 5],
        [9, 10],
      ],
      afterMs: 1_900,
      attempts: 1,
    },
    { seqs: [[5, 6]], afterMs: 4_000, attempts: 1 },
    { seqs: [[6, 7]], afterMs: 1_500, attempts: 2 },
    { seqs: [[7, 8]], afterMs: 0, attempts: 1 },
  ]);
});
