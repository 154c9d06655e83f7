import { SpillwayError } from '@spillway/core/errors';
import {
  containsAll,
  type Deferral,
  type Flush,
  intersectSeqs,
  type Lines,
  outcomes,
  type Receipt,
  type Seqs,
  sizeOf,
  subtractSeqs,
  uniteSeqs,
} from '@spillway/core/store';
import { findBatch, moveCounts, type StoredBatch, saveBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { addSettlement } from './stored-settlement.ts';
import { addShard, findShard, isOpen, narrow, release, type StoredShard, saveShard } from './stored-shard.ts';

export function settleFlush(db: Database, flush: Flush): Receipt {
  const batch = findBatch(db, flush.batchId);
  const shard = findShard(db, flush);
  if (!batch || shard?.fence !== flush.fence) return 'lost';
  const named = namedSeqs(flush);
  if (isRepeat(shard, named, flush.rest)) return 'duplicate';
  if (!containsAll(shard.seqs, named)) throw partlyOpen(flush);

  const now = db.now();
  shard.seqs = subtractSeqs(shard.seqs, named);
  for (const deferral of flush.deferred ?? []) defer(db, batch, shard, deferral, now);
  if (flush.lines && sizeOf(flush.lines.seqs) > 0) recordLines(db, batch, shard, { flush, lines: flush.lines, now });
  if (flush.rest !== 'hold' || !isOpen(shard)) release(shard, now);
  if (flush.rest === 'suspect' && isOpen(shard)) narrow(shard);
  saveShard(db, shard);
  saveBatch(db, batch);
  return 'recorded';
}

function namedSeqs({ lines, deferred = [] }: Flush): Seqs {
  return uniteSeqs(lines?.seqs ?? [], ...deferred.map(({ seqs }) => seqs));
}

/** Whether nothing that the flush asks for is left to be done. */
function isRepeat(shard: StoredShard, named: Seqs, rest: Flush['rest']): boolean {
  if (!isOpen(shard)) return true;
  if (named.length === 0) return rest !== 'hold' && !shard.held;
  return sizeOf(intersectSeqs(shard.seqs, named)) === 0;
}

function partlyOpen({ batchId, shardId }: Flush): SpillwayError {
  return new SpillwayError(`a flush names requests of batch ${batchId} of which only some are open`, {
    code: 'conflict',
    hint: `Repeat an unanswered flush of shard ${shardId} unchanged before another one.`,
  });
}

function defer(
  db: Database,
  batch: StoredBatch,
  { extent, model, tokensPerRequest }: StoredShard,
  { seqs, afterMs, attempts }: Deferral,
  now: number,
): void {
  addShard(db, batch, { extent, model, tokensPerRequest, seqs, dueAt: now + afterMs, attempts });
}

/** Records what ended; an answer clears the suspicion under which the shard stood. */
function recordLines(
  db: Database,
  batch: StoredBatch,
  shard: StoredShard,
  { flush, lines, now }: { flush: Flush; lines: Lines; now: number },
): void {
  const { extent, model, pool, workerId } = shard;
  const engine = flush.engine ?? null;
  addSettlement(db, batch, { extent, model, seqs: lines.seqs, lines, settledAt: now, pool, workerId, engine });
  const deduplicated = batch.record.deduplicated + (lines.deduplicated ?? 0);
  batch.record = { ...batch.record, deduplicated };
  for (const to of outcomes) {
    const requests = lines.outcomes.filter((outcome) => outcome === to).length;
    if (requests > 0) moveCounts(batch, { from: 'open', to, requests, now });
  }
  shard.narrowedTo = null;
  shard.lapses = 0;
}
