import { createManualClock, type StoreHarness } from '@spillway/contract';
import { createRedisStore } from '@spillway/store-redis';
import type { Cluster, Redis } from 'ioredis';

let harnesses = 0;

/** A store under a prefix of its own, under a manual clock. */
export async function createRedisHarness(redis: Redis | Cluster): Promise<StoreHarness> {
  const clock = createManualClock();
  const keyPrefix = `test-${process.pid}-${++harnesses}:`;
  const store = createRedisStore({ redis, keyPrefix, now: () => clock.now() });
  let ids = 0;
  return { store, clock, freshId: () => `id-${++ids}` };
}
