import { type Lines, type Outcome, outcomes, type Seqs, type Settlement, seqsOf } from '@spillway/core/store';
import type { SettlementRow } from '../statements/read-settlements.ts';
import { decodeNumbers, decodePositions } from './arrays.ts';
import { decodeExtent } from './extents.ts';

export function decodeSettlement(row: SettlementRow): Settlement {
  const seqs = seqsOf(decodePositions(row.positions, row.base_seq));
  return {
    extent: decodeExtent(row),
    ordinal: Number(row.ordinal),
    seqs,
    ...(row.mark === null ? { lines: decodeLines(row, seqs) } : { as: row.mark }),
    model: row.model,
    settledAt: Number(row.settled_at),
    pool: row.pool,
    workerId: row.worker_id,
    engine: row.engine,
  };
}

/** A settlement without a mark has all of these columns. */
function decodeLines(row: SettlementRow, seqs: Seqs): Lines {
  const numbers = (text: string | null): number[] => decodeNumbers(text ?? '{}');
  return {
    segment: row.segment ?? '',
    offset: Number(row.segment_offset),
    seqs,
    outcomes: numbers(row.outcomes).map((code) => outcomes[code] as Outcome),
    lengths: numbers(row.lengths),
    attempts: numbers(row.attempts),
    tokensIn: numbers(row.tokens_in),
    tokensOut: numbers(row.tokens_out),
    durationsMs: numbers(row.durations_ms),
    ...(row.deduplicated > 0 && { deduplicated: row.deduplicated }),
  };
}
