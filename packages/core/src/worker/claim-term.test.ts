import { expect, test } from 'vitest';
import type { Claim } from '../store/index.ts';
import { ClaimTerm } from './claim-term.ts';

/** Sent at 0, with ten minutes to the deadline. */
function termOf(leaseMs: number): ClaimTerm {
  const extent = { firstSeq: 0, requests: 1, offset: 0, bytes: 1, tokens: 1 };
  const ref = { batchId: 'b', shardId: 1, fence: 1, model: 'm', attempts: 0, lapses: 0 };
  const claim: Claim = { ...ref, extent, seqs: [[0, 1]], leaseMs, deadlineInMs: 600_000 };
  return new ClaimTerm(claim, 0);
}

/** When its lease ends, to the second. */
function endOf(term: ClaimTerm): number {
  let nowMs = 0;
  while (term.isOpen(nowMs)) nowMs += 1_000;
  return nowMs;
}

test('a lease runs from the sending of the call that asked for it', () => {
  const term = termOf(30_000);
  expect(endOf(term)).toBe(30_000);
  term.asked(10_000, 30_000);
  expect(endOf(term)).toBe(30_000);
  term.renewed(10_000);
  expect(endOf(term)).toBe(40_000);
});

test('a shorter lease counts from its asking, also if no answer ever says that it was granted', () => {
  const term = termOf(30_000);
  term.asked(10_000, 15_000);
  expect(endOf(term)).toBe(25_000);
  term.renewed(10_000);
  expect(endOf(term)).toBe(25_000);
});

test('the late answer to a call for a long lease does not outlive a shorter one that was asked for since', () => {
  const term = termOf(30_000);
  term.asked(10_000, 30_000);
  term.asked(15_000, 9_000);
  term.renewed(10_000);
  expect(endOf(term)).toBe(24_000);
  term.renewed(15_000);
  expect(endOf(term)).toBe(24_000);
});

test('a renewal is due a part of the lease after the last one was sent, and at once when that failed', () => {
  const term = termOf(30_000);
  expect([9_999, 10_000].map((nowMs) => term.isDue(nowMs, 1 / 3))).toEqual([false, true]);
  term.asked(10_000, 6_000);
  expect([11_999, 12_000].map((nowMs) => term.isDue(nowMs, 1 / 3))).toEqual([false, true]);
  term.failed(10_000);
  expect(term.isDue(10_001, 1 / 3)).toBe(true);
  term.asked(11_000, 6_000);
  term.failed(10_000);
  expect(term.isDue(11_001, 1 / 3)).toBe(false);
});

test('a lost claim is never open again', () => {
  const term = termOf(30_000);
  term.lose();
  term.asked(1_000, 30_000);
  term.renewed(1_000);
  expect(term.isOpen(2_000)).toBe(false);
});
