import { dropOutcomes } from '../store/drop-outcomes.ts';
import type { Drop } from '../store/settlement.ts';
import type { MemoryState } from './memory-state.ts';
import { addEvents, moveCounts } from './stored-batch.ts';

export function dropDeadLetters(
  { batches, now }: MemoryState,
  batchId: string,
  { extent: { firstSeq }, seqs, seen, events = [] }: Drop,
): number | 'lost' {
  const batch = batches.get(batchId);
  const settlements = batch?.settlements.get(firstSeq) ?? [];
  if (!batch || batch.record.endedAt === null || batch.record.purgedAt !== null) return 'lost';
  if (settlements.at(-1)?.ordinal !== seen) return 'lost';
  const { requests, changed } = dropOutcomes(settlements, seqs);
  if (requests === 0) return 0;
  const byOrdinal = new Map(changed.map((settlement) => [settlement.ordinal, settlement]));
  batch.settlements.set(
    firstSeq,
    settlements.map((settlement) => byOrdinal.get(settlement.ordinal) ?? settlement),
  );
  moveCounts(batch, { from: 'deadLettered', to: 'failed', requests, now: now() });
  addEvents(batch, events, now());
  return requests;
}
