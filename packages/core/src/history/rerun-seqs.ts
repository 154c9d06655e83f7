import { eachSeq, type Settlement } from '../store/index.ts';

/** The requests of an extent that a reopening at `reopenedAt` put back, of all its settlements. */
export function rerunSeqs(settlements: readonly Settlement[], reopenedAt: number): ReadonlySet<number> {
  const requeued = settlements.filter(({ as, settledAt }) => as === 'requeued' && settledAt >= reopenedAt);
  return new Set(requeued.flatMap(({ seqs }) => [...eachSeq(seqs)]));
}
