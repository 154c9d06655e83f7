import { type ClaimRef, eachSeq, type Flush, type Lines, type Outcome, type Seqs } from '@spillway/core/store';
import { refOf } from './claims-under-test.ts';

/** Lines for these requests, each with numbers of its own, so that no two can be mixed up unnoticed. */
export function linesOf(seqs: Seqs, outcome: Outcome = 'succeeded', segment = 'segments/one'): Lines {
  const all = [...eachSeq(seqs)];
  const deduplicated = outcome === 'succeeded' ? all.filter((seq) => seq % 4 === 0).length : 0;
  return {
    segment,
    offset: 1_000 + (all[0] ?? 0),
    seqs,
    outcomes: all.map(() => outcome),
    lengths: all.map((seq) => 100 + seq),
    attempts: all.map((seq) => 1 + (seq % 3)),
    tokensIn: all.map((seq) => 10 + seq),
    tokensOut: all.map((seq) => 20 + seq),
    durationsMs: all.map((seq) => 30 + seq),
    ...(deduplicated > 0 && { deduplicated }),
  };
}

/** A flush that ends these requests and keeps the claim. */
export function ending(claim: ClaimRef, seqs: Seqs, outcome: Outcome = 'succeeded'): Flush {
  return { ...refOf(claim), lines: linesOf(seqs, outcome), rest: 'hold' };
}

export function releasing(claim: ClaimRef): Flush {
  return { ...refOf(claim), rest: 'release' };
}

/** A flush that hands requests back for later and keeps the claim. */
export function deferring(
  claim: ClaimRef,
  seqs: Seqs,
  { afterMs = 500, attempts = 1 }: { readonly afterMs?: number; readonly attempts?: number } = {},
): Flush {
  return { ...refOf(claim), deferred: [{ seqs, afterMs, attempts }], rest: 'hold' };
}
