import { eachSeq, type Outcome, type Settlement } from '../store/index.ts';

/** How one request ended in the latest revision, and where its line is. */
export interface FinalRecord {
  readonly seq: number;
  readonly outcome: Outcome;
  /** Undefined when the request ended without a line: withdrawn at the deadline or by a cancel. */
  readonly place: LinePlace | undefined;
  readonly tokensIn: number;
  readonly tokensOut: number;
  readonly attempts: number;
  readonly durationMs: number;
  /** The settlement that says so. */
  readonly settlement: Settlement;
}

export interface LinePlace {
  readonly segment: string;
  readonly offset: number;
  readonly length: number;
}

/** The final records of one extent's settlements, in seq order; reopened requests have none. The later settlement wins. */
export function finalRecords(settlements: readonly Settlement[]): FinalRecord[] {
  const records = new Map<number, FinalRecord>();
  for (const settlement of [...settlements].sort((left, right) => left.ordinal - right.ordinal)) {
    if (settlement.lines) for (const record of recordsOf(settlement, settlement.lines)) records.set(record.seq, record);
    else for (const seq of eachSeq(settlement.seqs)) endWithoutLine(records, seq, settlement);
  }
  return [...records.values()].sort((left, right) => left.seq - right.seq);
}

/** The records of one flush, in seq order. */
function* recordsOf(settlement: Settlement, lines: NonNullable<Settlement['lines']>): Generator<FinalRecord> {
  let index = 0;
  let offset = lines.offset;
  for (const seq of eachSeq(lines.seqs)) {
    const length = lines.lengths[index] ?? 0;
    yield {
      seq,
      outcome: lines.outcomes[index] as Outcome,
      place: { segment: lines.segment, offset, length },
      tokensIn: lines.tokensIn[index] ?? 0,
      tokensOut: lines.tokensOut[index] ?? 0,
      attempts: lines.attempts[index] ?? 0,
      durationMs: lines.durationsMs[index] ?? 0,
      settlement,
    };
    offset += length;
    index++;
  }
}

const nothingDone = { place: undefined, tokensIn: 0, tokensOut: 0, attempts: 0, durationMs: 0 } as const;

function endWithoutLine(records: Map<number, FinalRecord>, seq: number, settlement: Settlement): void {
  const { as } = settlement;
  if (as === 'expired' || as === 'cancelled') records.set(seq, { ...nothingDone, seq, outcome: as, settlement });
  else records.delete(seq);
}
