import { eachSeq, intersectSeqs, type Seqs, seqsOf, sizeOf, subtractSeqs } from './seqs.ts';
import type { Lines, Settlement } from './settlement.ts';

/** What a drop makes of the settlements of an extent. */
export interface DroppedOutcomes {
  /** Dead letters that are dropped. */
  readonly requests: number;
  /** The settlements that say so from now on, each in place of the one with its ordinal. */
  readonly changed: readonly Settlement[];
}

/**
 * Makes `failed` of those of the requests whose last outcome is `deadLettered`, as a store does that keeps settlements as
 * they are. Takes all settlements of the extent, ordinals ascending.
 */
export function dropOutcomes(settlements: readonly Settlement[], seqs: Seqs): DroppedOutcomes {
  const changed: Settlement[] = [];
  let requests = 0;
  let left = seqs;
  for (const settlement of settlements.toReversed()) {
    const latest = intersectSeqs(settlement.seqs, left);
    left = subtractSeqs(left, settlement.seqs);
    if (!settlement.lines) continue;
    const dropped = intersectSeqs(deadIn(settlement.lines), latest);
    if (dropped.length === 0) continue;
    requests += sizeOf(dropped);
    changed.push({ ...settlement, lines: withFailed(settlement.lines, dropped) });
  }
  return { requests, changed };
}

function deadIn({ seqs, outcomes }: Lines): Seqs {
  return seqsOf([...eachSeq(seqs)].filter((_, index) => outcomes[index] === 'deadLettered'));
}

function withFailed(lines: Lines, failed: Seqs): Lines {
  const dropped = new Set(eachSeq(failed));
  const seqs = [...eachSeq(lines.seqs)];
  const outcomes = lines.outcomes.map((outcome, index) => (dropped.has(seqs[index] ?? -1) ? 'failed' : outcome));
  return { ...lines, outcomes };
}
