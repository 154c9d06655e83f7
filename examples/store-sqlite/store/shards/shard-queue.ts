import type { ShardQueue } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { appendExtents } from './append-extents.ts';
import { claimShard } from './claim-shard.ts';
import { dropDeadLetters } from './drop-dead-letters.ts';
import { listLanes } from './list-lanes.ts';
import { listShards } from './list-shards.ts';
import { measureProgress } from './measure-progress.ts';
import { purgeShards } from './purge-shards.ts';
import { readSettlements } from './read-settlements.ts';
import { renewClaims } from './renew-claims.ts';
import { requeueRequests } from './requeue-requests.ts';
import { settleFlush } from './settle-flush.ts';
import { withdrawShards } from './withdraw-shards.ts';

export function createShardQueue(db: Database): ShardQueue {
  return {
    append: async (hold, extents) => db.write(() => appendExtents(db, hold, extents)),
    lanes: async (query) => db.read(() => listLanes(db, query)),
    claim: async (demand) => db.write(() => claimShard(db, demand)),
    renew: async (claims, leaseMs) => db.write(() => renewClaims(db, claims, leaseMs)),
    settle: async (flush) => db.write(() => settleFlush(db, flush)),
    withdraw: async (hold, as, options) => db.write(() => withdrawShards(db, hold, { as, ...options })),
    requeue: async (hold, requeue) => db.write(() => requeueRequests(db, hold, requeue)),
    drop: async (batchId, drop) => db.write(() => dropDeadLetters(db, batchId, drop)),
    settlements: async (batchId, query) => db.read(() => readSettlements(db, batchId, query)),
    list: async (batchId, query) => db.read(() => listShards(db, batchId, query)),
    progress: async (batchId, { spanMs }) => db.read(() => measureProgress(db, batchId, spanMs)),
    purge: async (hold, { shards }) => db.write(() => purgeShards(db, hold, shards)),
  };
}
