import type { Extent, PlannedExtent } from '@spillway/core/store';
import { encodeBitText } from './bits.ts';

interface ExtentRow {
  readonly first_seq: number;
  readonly requests: number;
  readonly offset_bytes: string;
  readonly bytes: string;
}

export function decodeExtent(row: ExtentRow): Extent {
  return {
    firstSeq: row.first_seq,
    requests: row.requests,
    offset: Number(row.offset_bytes),
    bytes: Number(row.bytes),
  };
}

/** The parameters $3 to $10 of `append`: one row for each model of each extent. */
export function encodePlannedExtents(extents: readonly PlannedExtent[]): readonly (readonly unknown[])[] {
  const rows = extents.flatMap((extent) => extent.models.map((planned, place) => ({ extent, planned, place })));
  return [
    rows.map(({ extent }) => extent.firstSeq),
    rows.map(({ extent }) => extent.requests),
    rows.map(({ extent }) => extent.offset),
    rows.map(({ extent }) => extent.bytes),
    rows.map(({ place }) => place === 0),
    rows.map(({ planned }) => planned.model),
    rows.map(({ extent, planned }) => encodeBitText(planned.seqs, extent.firstSeq).padEnd(extent.requests, '0')),
    rows.map(({ planned }) => planned.tokens),
  ];
}
