import type { Extent, Settlement, SettlementPage } from '@spillway/core/store';
import type { Database } from '../database.ts';

interface Page {
  readonly fromSeq: number;
  readonly extents: number;
}

type Row = Extent &
  Omit<Settlement, 'extent' | 'seqs' | 'as' | 'lines'> & {
    readonly seqs: string;
    readonly as: Settlement['as'] | null;
    readonly lines: string | null;
  };

// Extents follow each other without gaps: the one that holds `fromSeq` is the last that begins at or before it, if any.
const firstExtents = `
  select distinct firstSeq from settlements
  where batchId = :batchId and firstSeq >= coalesce((
    select iif(firstSeq + requests > :fromSeq, firstSeq, firstSeq + requests) from extents
    where batchId = :batchId and firstSeq <= :fromSeq order by firstSeq desc limit 1), 0)
  order by firstSeq limit :limit`;
const ofExtents = `
  select * from settlements join extents using (batchId, firstSeq)
  where batchId = :batchId and firstSeq between :first and :last
  order by firstSeq, ordinal`;

export function readSettlements(db: Database, batchId: string, { fromSeq, extents }: Page): SettlementPage {
  const found = db.all<{ firstSeq: number }>(firstExtents, { batchId, fromSeq, limit: extents + 1 });
  const [first, last, next] = [found[0], found.slice(0, extents).at(-1), found[extents]];
  if (!first || !last) return { settlements: [] };
  const rows = db.all<Row>(ofExtents, { batchId, first: first.firstSeq, last: last.firstSeq });
  return { settlements: rows.map(toSettlement), ...(next && { nextSeq: next.firstSeq }) };
}

function toSettlement({ firstSeq, requests, offset, bytes, ...row }: Row): Settlement {
  const { ordinal, seqs, as, lines, model, settledAt, pool, workerId, engine } = row;
  return {
    extent: { firstSeq, requests, offset, bytes },
    ordinal,
    seqs: JSON.parse(seqs),
    ...(as !== null && as !== undefined && { as }),
    ...(lines !== null && { lines: JSON.parse(lines) }),
    model,
    settledAt,
    pool,
    workerId,
    engine,
  };
}
