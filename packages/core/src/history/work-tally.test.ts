import { expect, test } from 'vitest';
import type { Outcome, Settlement } from '../store/index.ts';
import { type TalliedLine, WorkTally } from './work-tally.ts';

const extent = { firstSeq: 0, requests: 10, offset: 0, bytes: 100 };

interface Ended extends Partial<Omit<TalliedLine, 'settlement'>> {
  readonly settledAt?: number;
  readonly pool?: string | null;
}

function ended({ settledAt = 5_000, pool = 'spot', ...record }: Ended = {}): TalliedLine {
  const settlement: Settlement = {
    ...{ extent, ordinal: 1, seqs: [[0, 1]], model: 'm', settledAt },
    ...{ pool, workerId: 'w', engine: null },
  };
  const line = { outcome: 'succeeded' as Outcome, tokensIn: 2, tokensOut: 3, attempts: 1, durationMs: 1_000 };
  return { ...line, startedAt: 1, copied: false, settlement, ...record };
}

function workOf(records: readonly TalliedLine[], price: Parameters<WorkTally['work']>[0] = () => undefined) {
  const tally = new WorkTally({ startedAt: 1_000, deadlineAt: 10_000 });
  for (const record of records) tally.add(record);
  return tally.work(price);
}

test('what was recorded at the deadline is in time, and a moment later is not', () => {
  const { met, violated } = workOf([10_000, 10_001].map((settledAt) => ended({ settledAt })));
  expect([met, violated]).toEqual([1, 1]);
});

test('a refusal of the engine is an answer; a dead letter and an expiry are none, and a cancel is neither', () => {
  const outcomes: Outcome[] = ['succeeded', 'failed', 'deadLettered', 'expired', 'cancelled'];
  const { met, violated, ...work } = workOf(outcomes.map((outcome) => ended({ outcome })));
  expect([met, violated]).toEqual([2, 2]);
  expect(Object.values(work.outcomes)).toEqual([1, 1, 1, 1, 1]);
});

test('a wait lasts from the start of the revision to that of the execution, by the clock of the store', () => {
  // 5,000 recorded, 1,000 executed: begun at 4,000, which is 3,000 after the start; whatever the worker's clock said.
  expect(workOf([ended({ startedAt: 99_999_999 })]).queueWaitMs).toMatchObject({ sum: 3_000 });
  expect(workOf([ended({ durationMs: 9_000 })]).queueWaitMs).toMatchObject({ sum: 0 });
});

test('what was never executed has neither wait, nor attempts, nor a pool', () => {
  const work = workOf([ended({ outcome: 'expired', startedAt: 0, pool: null }), ended({ copied: true })]);
  expect([work.queueWaitMs.sum, work.attempts.sum, work.pools]).toEqual([0, 0, []]);
  expect([work.met, work.violated, work.deduplicated]).toEqual([1, 1, 1]);
});

test('a pool costs the share of a replica that its requests took, and nothing is said where none was measured', () => {
  const records = Array.from({ length: 7_200 }, () => ended());
  const other = ended({ pool: 'other', tokensOut: 10 });
  const price = (pool: string) => (pool === 'spot' ? { hour: 1.5, perSecond: 4 } : undefined);
  // 7,200 requests at 4 a second are half an hour, at 1.5 an hour.
  expect(workOf([other, ...records], price).pools).toEqual([
    { pool: 'other', model: 'm', requests: 1, tokensIn: 2, tokensOut: 10, busyMs: 1_000, cost: null },
    { pool: 'spot', model: 'm', requests: 7_200, tokensIn: 14_400, tokensOut: 21_600, busyMs: 7_200_000, cost: 0.75 },
  ]);
});
