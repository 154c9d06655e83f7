import { SpillwayError } from '../errors/index.ts';
import { containsAll, intersectSeqs, type Seqs, sizeOf, subtractSeqs, uniteSeqs } from '../store/seqs.ts';
import type { Deferral, Flush, Lines, Receipt } from '../store/settlement.ts';
import type { MemoryState } from './memory-state.ts';
import { addSettlement, moveCounts, type StoredBatch } from './stored-batch.ts';
import { addShard, isOpen, narrow, release, type StoredShard } from './stored-shard.ts';

export function settleFlush(state: MemoryState, flush: Flush): Receipt {
  const batch = state.batches.get(flush.batchId);
  const shard = batch?.shards.get(flush.shardId);
  if (!batch || shard?.fence !== flush.fence) return 'lost';
  const named = namedSeqs(flush);
  if (isRepeat(shard, named, flush.rest)) return 'duplicate';
  if (!containsAll(shard.open, named)) throw partlyOpen(flush);

  const now = state.now();
  shard.open = subtractSeqs(shard.open, named);
  for (const deferral of flush.deferred ?? []) defer(batch, shard, deferral, now);
  if (flush.lines && sizeOf(flush.lines.seqs) > 0) recordLines(batch, shard, { flush, lines: flush.lines, now });
  if (flush.rest !== 'hold' || !isOpen(shard)) release(shard, now);
  if (flush.rest === 'suspect' && isOpen(shard)) narrow(shard);
  return 'recorded';
}

function namedSeqs({ lines, deferred = [] }: Flush): Seqs {
  return uniteSeqs(lines?.seqs ?? [], ...deferred.map(({ seqs }) => seqs));
}

/** Whether nothing that the flush asks for is left to be done. */
function isRepeat(shard: StoredShard, named: Seqs, rest: Flush['rest']): boolean {
  if (!isOpen(shard)) return true;
  if (named.length === 0) return rest !== 'hold' && !shard.held;
  return sizeOf(intersectSeqs(shard.open, named)) === 0;
}

function partlyOpen({ batchId, shardId }: Flush): SpillwayError {
  return new SpillwayError(`a flush names requests of batch ${batchId} of which only some are open`, {
    code: 'conflict',
    hint: `Repeat an unanswered flush of shard ${shardId} unchanged before another one.`,
  });
}

function defer(batch: StoredBatch, shard: StoredShard, { seqs, afterMs, attempts }: Deferral, now: number): void {
  const { extent, model, tokensPerRequest } = shard;
  addShard(batch, { extent, model, tokensPerRequest, open: structuredClone(seqs), dueAt: now + afterMs, attempts });
}

/** Records what ended; an answer clears the suspicion under which the shard stood. */
function recordLines(
  batch: StoredBatch,
  shard: StoredShard,
  { flush, lines, now }: { flush: Flush; lines: Lines; now: number },
): void {
  const { extent, model, pool, workerId } = shard;
  const engine = flush.engine ?? null;
  addSettlement(batch, { extent, model, seqs: lines.seqs, lines, settledAt: now, pool, workerId, engine });
  const deduplicated = batch.record.deduplicated + (lines.deduplicated ?? 0);
  if (deduplicated > batch.record.deduplicated) batch.record = { ...batch.record, deduplicated };
  for (const outcome of lines.outcomes) moveCounts(batch, { from: 'open', to: outcome, requests: 1, now });
  shard.limit = Infinity;
  shard.lapses = 0;
}
