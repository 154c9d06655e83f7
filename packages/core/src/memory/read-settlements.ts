import type { SettlementPage } from '../store/settlement.ts';
import type { MemoryState } from './memory-state.ts';

export function readSettlements(
  { batches }: MemoryState,
  batchId: string,
  { fromSeq, extents }: { fromSeq: number; extents: number },
): SettlementPage {
  const ofExtents = [...(batches.get(batchId)?.settlements ?? [])]
    .filter(([firstSeq, [first]]) => firstSeq + (first?.extent.requests ?? 0) > fromSeq)
    .sort(([left], [right]) => left - right);
  const next = ofExtents[extents];
  return {
    settlements: structuredClone(ofExtents.slice(0, extents).flatMap(([, settlements]) => settlements)),
    ...(next && { nextSeq: next[0] }),
  };
}
