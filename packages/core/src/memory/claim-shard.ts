import type { Claim, ClaimDemand } from '../store/claim.ts';
import { firstSeqs, type Seqs, sizeOf, subtractSeqs } from '../store/seqs.ts';
import type { MemoryState } from './memory-state.ts';
import { handsOut, permissionOf, type StoredBatch } from './stored-batch.ts';
import { addShard, hasLapsed, inHandingOrder, isOffered, narrow, type StoredShard } from './stored-shard.ts';

export function claimShard(state: MemoryState, demand: ClaimDemand): Claim | undefined {
  const now = state.now();
  const batch = state.batches.get(demand.batchId);
  if (!batch || !handsOut(batch, now)) return undefined;
  const shard = nextShard(batch, demand, now);
  if (!shard) return undefined;
  if (hasLapsed(shard, now)) narrow(shard);
  const taken = firstSeqs(shard.open, Math.min(demand.requests, shard.limit));
  cutRest(batch, shard, taken);
  lease(shard, taken, demand, now);
  charge(state, demand, batch.record.tenant, sizeOf(taken));
  return claimOf(batch, shard, demand.leaseMs, now);
}

function nextShard(batch: StoredBatch, { model, pool, suspects }: ClaimDemand, now: number): StoredShard | undefined {
  const permission = permissionOf(batch, model, pool);
  return [...batch.shards.values()]
    .filter((shard) => shard.model === model && (shard.dueAt ?? now) <= now)
    .filter((shard) => isOffered(shard, { permission, suspects, now }))
    .sort(inHandingOrder)[0];
}

/** What the claim does not take stays a shard that is as fresh, as late and as narrow as this one was. */
function cutRest(batch: StoredBatch, shard: StoredShard, taken: Seqs): void {
  const rest = subtractSeqs(shard.open, taken);
  if (rest.length === 0) return;
  const { extent, model, tokensPerRequest, dueAt, attempts, limit } = shard;
  addShard(batch, { extent, model, tokensPerRequest, open: rest, dueAt, attempts, limit });
}

function lease(shard: StoredShard, taken: Seqs, { pool, workerId, leaseMs }: ClaimDemand, now: number): void {
  shard.open = taken;
  shard.fence++;
  shard.held = true;
  shard.dueAt = now + leaseMs;
  shard.pool = pool;
  shard.workerId = workerId;
  shard.recalled = false;
}

function charge({ charges }: MemoryState, { pool, chargePerRequest }: ClaimDemand, tenant: string, requests: number) {
  const ofPool = charges.get(pool) ?? new Map<string, number>();
  charges.set(pool, ofPool.set(tenant, (ofPool.get(tenant) ?? 0) + chargePerRequest * requests));
}

function claimOf(batch: StoredBatch, shard: StoredShard, leaseMs: number, now: number): Claim {
  const { id: shardId, fence, model, extent, open: seqs, attempts, lapses } = shard;
  const { id: batchId, deadlineAt } = batch.record;
  const deadlineInMs = deadlineAt - now;
  return structuredClone({ batchId, shardId, fence, model, extent, seqs, attempts, lapses, leaseMs, deadlineInMs });
}
