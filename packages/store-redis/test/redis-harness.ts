import { createManualClock, type StoreHarness } from '@spillway/contract';
import type { Store } from '@spillway/core/store';
import { createRedisStore, type GivenClientOptions } from '@spillway/store-redis';
import type { Cluster, Redis } from 'ioredis';

let harnesses = 0;

/** A store under a prefix of its own, under a manual clock. */
export async function createRedisHarness(
  redis: Redis | Cluster,
  createStore: (options: GivenClientOptions) => Store = createRedisStore,
): Promise<StoreHarness> {
  const clock = createManualClock();
  const keyPrefix = `test-${process.pid}-${++harnesses}:`;
  const store = createStore({ redis, keyPrefix, now: () => clock.now() });
  let ids = 0;
  return { store, clock, freshId: () => `id-${++ids}` };
}
