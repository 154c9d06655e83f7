import { createRedisStore } from '@spillway/store-redis';
import type { PreparedRun } from '../contestant.ts';
import { makeEndings } from '../made-flushes.ts';
import { planBatch, shardRequests } from '../plan-batch.ts';
import { workOff } from '../work-off.ts';
import type { RedisBenchServer } from './redis-bench-server.ts';
import type { RedisContestant } from './redis-contestant.ts';

/** As many claims at once as a worker of a few busy replicas has. */
const claimsInFlight = 32;
const id = `batch_${'0'.repeat(24)}`;

/** One batch through Spillway's store, with places, outcomes, tokens, durations, counts, charges and fences. */
export function storeContestant({
  requests,
  requestsPerFlush,
}: {
  readonly requests: number;
  readonly requestsPerFlush: number;
}): RedisContestant {
  return {
    name: `spillway, ${requestsPerFlush} a flush`,
    requests,
    prepare: (server) => prepare(server, requests, requestsPerFlush),
  };
}

async function prepare({ url }: RedisBenchServer, requests: number, requestsPerFlush: number): Promise<PreparedRun> {
  const store = createRedisStore({ url });
  const endings = makeEndings(64, shardRequests, requestsPerFlush);
  await planBatch(store, id, requests);
  return {
    run: () => workOff({ store, blobs: undefined, ids: [id], endings, requests, claimsInFlight }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
