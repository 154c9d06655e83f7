import { type Batch, eachSeq, type Outcome, type Settlement, type Store } from '@spillway/core/store';

/** How one request ended, as the rows say. */
export interface EndedRow {
  readonly seq: number;
  readonly outcome: Outcome;
  readonly settlement: Settlement;
  /** Undefined when it ended without a line. */
  readonly line: { readonly attempts: number; readonly durationMs: number; readonly tokens: number } | undefined;
}

/** The last word on every request of a batch, settlement by settlement in the order of their ordinals. */
export async function endedRows({ shards }: Store, { id }: Batch): Promise<readonly EndedRow[]> {
  const rows = new Map<number, EndedRow>();
  for (let fromSeq: number | undefined = 0; fromSeq !== undefined; ) {
    const page = await shards.settlements(id, { fromSeq, extents: 7 });
    for (const settlement of page.settlements.toSorted((one, other) => one.ordinal - other.ordinal)) {
      for (const row of rowsOf(settlement)) rows.set(row.seq, row);
      if (settlement.as === 'requeued') for (const seq of eachSeq(settlement.seqs)) rows.delete(seq);
    }
    fromSeq = page.nextSeq;
  }
  return [...rows.values()];
}

function rowsOf(settlement: Settlement): EndedRow[] {
  const { lines, as } = settlement;
  if (lines) {
    return [...eachSeq(lines.seqs)].map((seq, at) => ({
      seq,
      settlement,
      outcome: lines.outcomes[at] as Outcome,
      line: {
        attempts: lines.attempts[at] as number,
        durationMs: lines.durationsMs[at] as number,
        tokens: (lines.tokensIn[at] as number) + (lines.tokensOut[at] as number),
      },
    }));
  }
  if (as !== 'expired' && as !== 'cancelled') return [];
  return [...eachSeq(settlement.seqs)].map((seq) => ({ seq, outcome: as, settlement, line: undefined }));
}
