import { expect, test } from 'vitest';
import type { Lines, Outcome, Settlement } from '../store/index.ts';
import { planRequeue } from './requeue-plan.ts';

const extent = { firstSeq: 10, requests: 8, offset: 0, bytes: 3_200 };
const about = { extent, pool: null, workerId: null, engine: null };

function ended(
  ordinal: number,
  from: number,
  outcomes: readonly Outcome[],
  part: Partial<Settlement> = {},
): Settlement {
  const none = outcomes.map(() => 0);
  const lines: Lines = {
    ...{ segment: 's', offset: 0, seqs: [[from, from + outcomes.length]], outcomes, lengths: none, attempts: none },
    ...{ tokensIn: outcomes.map(() => 30), tokensOut: outcomes.map(() => 10), durationsMs: none },
  };
  return { ...about, ordinal, model: 'm', settledAt: 0, seqs: lines.seqs, lines, ...part };
}

const selection = { outcomes: ['failed', 'deadLettered'] as const };

test('requests are requeued by model and outcome, with what they took before', () => {
  const settlements = [
    ended(4, 10, ['succeeded', 'failed', 'deadLettered', 'failed']),
    ended(7, 14, ['failed'], { model: 'other' }),
  ];
  const { requeues } = planRequeue(settlements, selection, 100);
  expect(requeues.map(({ model, from, seqs, tokens, seen }) => [model, from, seqs, tokens, seen])).toEqual([
    [
      'm',
      'failed',
      [
        [11, 12],
        [13, 14],
      ],
      80,
      7,
    ],
    ['m', 'deadLettered', [[12, 13]], 40, 7],
    ['other', 'failed', [[14, 15]], 40, 7],
  ]);
});

test('those that nobody counted are taken for their bytes and a short answer', () => {
  const withdrawn: Settlement = { ...about, ordinal: 1, model: 'm', settledAt: 0, seqs: [[10, 12]], as: 'expired' };
  const [requeue] = planRequeue([withdrawn], { outcomes: ['expired'] }, 100).requeues;
  expect(requeue).toMatchObject({ from: 'expired', tokens: 2 * (400 / 4 + 256) });
});

test('of named requests only those are, and only if they ended so', () => {
  const settlements = [ended(1, 10, ['failed', 'failed', 'succeeded', 'failed'])];
  const { requeues } = planRequeue(
    settlements,
    {
      outcomes: ['failed'],
      seqs: [
        [11, 13],
        [900, 901],
      ],
    },
    100,
  );
  expect(requeues.map(({ seqs, tokens }) => [seqs, tokens])).toEqual([[[[11, 12]], 40]]);
});

test('what was requeued since the reopening stays as it is, whatever became of it', () => {
  const requeued = (ordinal: number, settledAt: number): Settlement => ({
    ...about,
    ordinal,
    model: 'm',
    settledAt,
    seqs: [[10, 12]],
    as: 'requeued',
  });
  const before = [ended(1, 10, ['failed', 'failed', 'failed'])];
  const again = ended(3, 10, ['failed'], { settledAt: 120 });
  const now = planRequeue([...before, requeued(2, 100), again], selection, 100);
  expect(now.requeued).toBe(2);
  expect(now.requeues.map(({ seqs }) => seqs)).toEqual([[[12, 13]]]);
  const later = planRequeue([...before, requeued(2, 99), again], selection, 100);
  expect(later.requeued).toBe(0);
  expect(later.requeues.map(({ seqs }) => seqs)).toEqual([
    [
      [10, 11],
      [12, 13],
    ],
  ]);
});
