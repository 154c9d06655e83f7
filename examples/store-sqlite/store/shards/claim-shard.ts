import { type Claim, type ClaimDemand, firstSeqs, type Seqs, sizeOf, subtractSeqs } from '@spillway/core/store';
import { findBatch, handsOut, type StoredBatch, saveBatch } from '../batches/stored-batch.ts';
import type { Database } from '../database.ts';
import { permissionOf } from './permission-of.ts';
import { addShard, hasLapsed, narrow, type ShardRow, type StoredShard, saveShard, toShard } from './stored-shard.ts';

// Two statements, because nulls would come first in the index. What was never handed out is no suspect.
const nextReturned = `
  select * from shards join extents using (batchId, firstSeq)
  where batchId = :batchId and model = :model and open > 0 and dueAt <= :now
    and iif(lapses > 0 or (open = 1 and held), :suspects, :permission <> 'none')
  order by dueAt, firstSeq, id limit 1`;
const nextFresh = `
  select * from shards join extents using (batchId, firstSeq)
  where batchId = :batchId and model = :model and open > 0 and dueAt is null
  order by firstSeq, id limit 1`;
const addCharge = `
  insert into charges (pool, tenant, service) values (:pool, :tenant, :service)
  on conflict (pool, tenant) do update set service = service + excluded.service`;

export function claimShard(db: Database, demand: ClaimDemand): Claim | undefined {
  const now = db.now();
  const batch = findBatch(db, demand.batchId);
  if (!batch || !handsOut(batch, now)) return undefined;
  const shard = nextShard(db, batch, demand, now);
  if (!shard) return undefined;
  if (hasLapsed(shard, now)) narrow(shard);
  const taken = firstSeqs(shard.seqs, Math.min(demand.requests, shard.narrowedTo ?? demand.requests));
  cutRest(db, batch, shard, taken);
  lease(shard, taken, demand, now);
  saveShard(db, shard);
  const { pool, chargePerRequest } = demand;
  db.change(addCharge, { pool, tenant: batch.record.tenant, service: chargePerRequest * sizeOf(taken) });
  return claimOf(batch, shard, demand.leaseMs, now);
}

function nextShard(db: Database, batch: StoredBatch, demand: ClaimDemand, now: number): StoredShard | undefined {
  const permission = permissionOf(db, batch, demand);
  const returned = db.get<ShardRow>(nextReturned, { ...demand, permission, now });
  const row = returned ?? (permission === 'all' ? db.get<ShardRow>(nextFresh, demand) : undefined);
  return row && toShard(row);
}

/** What the claim does not take stays a shard that is as fresh, as late and as narrow as this one was. */
function cutRest(db: Database, batch: StoredBatch, shard: StoredShard, taken: Seqs): void {
  const seqs = subtractSeqs(shard.seqs, taken);
  if (seqs.length === 0) return;
  const { extent, model, tokensPerRequest, dueAt, attempts, narrowedTo } = shard;
  addShard(db, batch, { extent, model, tokensPerRequest, seqs, dueAt, attempts, narrowedTo });
  saveBatch(db, batch);
}

function lease(shard: StoredShard, taken: Seqs, { pool, workerId, leaseMs }: ClaimDemand, now: number): void {
  shard.seqs = taken;
  shard.fence++;
  shard.held = true;
  shard.dueAt = now + leaseMs;
  shard.pool = pool;
  shard.workerId = workerId;
  shard.recalled = false;
}

function claimOf({ record }: StoredBatch, shard: StoredShard, leaseMs: number, now: number): Claim {
  const { batchId, id: shardId, fence, model, extent, seqs, attempts, lapses } = shard;
  const deadlineInMs = record.deadlineAt - now;
  return { batchId, shardId, fence, model, extent, seqs, attempts, lapses, leaseMs, deadlineInMs };
}
