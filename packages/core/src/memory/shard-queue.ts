import type { ShardQueue } from '../store/shard-queue.ts';
import { appendExtents } from './append-extents.ts';
import { claimShard } from './claim-shard.ts';
import { dropDeadLetters } from './drop-dead-letters.ts';
import { listLanes } from './list-lanes.ts';
import { listShards } from './list-shards.ts';
import { measureProgress } from './measure-progress.ts';
import type { MemoryState } from './memory-state.ts';
import { purgeShards } from './purge-shards.ts';
import { readSettlements } from './read-settlements.ts';
import { renewClaims } from './renew-claims.ts';
import { requeueRequests } from './requeue-requests.ts';
import { settleFlush } from './settle-flush.ts';
import { withdrawShards } from './withdraw-shards.ts';

export function createShardQueue(state: MemoryState): ShardQueue {
  return {
    append: async (hold, extents) => appendExtents(state, hold, extents),
    lanes: async (query) => listLanes(state, query),
    claim: async (demand) => claimShard(state, demand),
    renew: async (claims, leaseMs) => renewClaims(state, claims, leaseMs),
    settle: async (flush) => settleFlush(state, flush),
    withdraw: async (hold, as, options) => withdrawShards(state, hold, { as, ...options }),
    requeue: async (hold, requeue) => requeueRequests(state, hold, requeue),
    drop: async (batchId, drop) => dropDeadLetters(state, batchId, drop),
    settlements: async (batchId, query) => readSettlements(state, batchId, query),
    list: async (batchId, query) => listShards(state, batchId, query),
    progress: async (batchId, { spanMs }) => measureProgress(state, batchId, spanMs),
    purge: async (hold, { shards }) => purgeShards(state, hold, shards),
  };
}
