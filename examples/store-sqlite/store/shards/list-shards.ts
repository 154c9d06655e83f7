import type { OpenShard, OpenShardPage } from '@spillway/core/store';
import { findBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { type ShardRow, type StoredShard, toShard } from './stored-shard.ts';

interface Page {
  readonly fromSeq: number;
  readonly extents: number;
}

const firstExtents = `
  select distinct firstSeq from shards indexed by openExtents
  where batchId = :batchId and open > 0 and firstSeq >= coalesce((
    select iif(firstSeq + requests > :fromSeq, firstSeq, firstSeq + requests) from extents
    where batchId = :batchId and firstSeq <= :fromSeq order by firstSeq desc limit 1), 0)
  order by firstSeq limit :limit`;
const ofExtents = `
  select * from shards indexed by openExtents join extents using (batchId, firstSeq)
  where batchId = :batchId and open > 0 and firstSeq between :first and :last`;

export function listShards(db: Database, batchId: string, { fromSeq, extents }: Page): OpenShardPage {
  const inProgressAt = findBatch(db, batchId)?.record.inProgressAt ?? null;
  if (inProgressAt === null) return { shards: [] };
  const found = db.all<{ firstSeq: number }>(firstExtents, { batchId, fromSeq, limit: extents + 1 });
  const [first, last, next] = [found[0], found.slice(0, extents).at(-1), found[extents]];
  if (!first || !last) return { shards: [] };
  const rows = db.all<ShardRow>(ofExtents, { batchId, first: first.firstSeq, last: last.firstSeq });
  const shards = rows.map(toShard).sort((left, right) => firstOpen(left) - firstOpen(right));
  return { shards: shards.map(asSeenAt(db.now())), ...(next && { nextSeq: next.firstSeq }) };
}

/** Requests of a later extent come later, so this orders extents, too. */
function firstOpen({ seqs: [first] }: StoredShard): number {
  return first?.[0] ?? 0;
}

function asSeenAt(now: number): (shard: StoredShard) => OpenShard {
  return ({ extent, model, seqs, attempts, held, dueAt, workerId, pool }) => {
    const isHeld = held && dueAt !== null && now < dueAt;
    const holder = isHeld && workerId !== null && pool !== null ? { workerId, pool } : null;
    const dueInMs = isHeld ? 0 : Math.max(0, (dueAt ?? now) - now);
    return { extent, model, seqs, attempts, dueInMs, holder };
  };
}
