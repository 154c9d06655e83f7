import { type Settlement, sizeOf } from '@spillway/core/store';
import type { Reply } from '../session.ts';
import { decodeExtent } from './extent.ts';
import { decodeSegment } from './flush.ts';
import { unpackArrays } from './lines.ts';
import { bytesOf, listOf, numberOf, textOf } from './reply.ts';
import { unpackPositions } from './seqs.ts';

/** One settlement as `settlements.lua` answers it. */
export function decodeSettlement(reply: Reply, batchId: string): Settlement {
  const [extentText, ordinal, at, mark, positions, model, pool, worker, engine, segment, offset, arrays, copied] =
    listOf(reply);
  const extent = decodeExtent(textOf(extentText));
  const seqs = unpackPositions(bytesOf(positions), extent.firstSeq);
  const lines = () => ({
    segment: decodeSegment(textOf(segment), batchId),
    offset: numberOf(offset),
    seqs,
    ...unpackArrays(bytesOf(arrays), sizeOf(seqs)),
    ...(numberOf(copied) > 0 && { deduplicated: numberOf(copied) }),
  });
  return {
    extent,
    ordinal: numberOf(ordinal),
    seqs,
    ...(textOf(mark) === '' ? { lines: lines() } : { as: textOf(mark) as NonNullable<Settlement['as']> }),
    model: textOf(model),
    settledAt: numberOf(at),
    pool: textOf(pool) || null,
    workerId: textOf(worker) || null,
    engine: textOf(engine) || null,
  };
}
