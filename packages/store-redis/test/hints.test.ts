import { createManualClock } from '@spillway/contract';
import type { Store } from '@spillway/core/store';
import { createRedisStore } from '@spillway/store-redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { intercept } from './intercept.ts';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

needRedis();

const [due, live] = ['spillway:{hints}:due', 'spillway:{hints}:live'];

describe('hints', () => {
  let server: RedisServer;
  let redis: Redis;
  let store: Store;
  const clock = createManualClock();
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
    store = createRedisStore({ redis, now: () => clock.now() });
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });

  const taken = async (leaseMs = 60_000) =>
    (await store.batches.claimDue({ limit: 10, leaseMs })).map((step) => step.batchId);

  test('a wake-up whose hint was lost is found within ten seconds', async () => {
    await store.batches.create(newBatch);
    expect(await taken()).toEqual(['batch']);
    const hint = await redis.zscore(due, 'batch');
    await store.batches.requestCancel({ tenant: 'ann', id: 'batch' });
    // As if the canceller had died between the batch and its hint.
    await redis.zadd(due, hint ?? 0, 'batch');
    expect(await taken()).toEqual([]);
    clock.advance(10_000);
    expect(await taken()).toEqual(['batch']);
  });

  test('a wake-up that comes while somebody looks is not put away after it', async () => {
    await store.batches.create(newBatch);
    expect(await taken()).toEqual(['batch']);
    clock.advance(10_000);
    const cancel = () => store.batches.requestCancel({ tenant: 'ann', id: 'batch' });
    const racing = createRedisStore({ redis: afterLook(redis, cancel), now: () => clock.now() });
    const steps = await racing.batches.claimDue({ limit: 1, leaseMs: 60_000 });
    expect(steps.map(({ batchId }) => batchId)).toEqual(['batch']);
  });

  test('a hint that is early takes nothing and is put where it belongs', async () => {
    await store.batches.create(newBatch);
    expect(await taken(5_000)).toEqual(['batch']);
    await redis.zadd(due, 1, 'batch');
    expect(await taken()).toEqual([]);
    expect(Number(await redis.zscore(due, 'batch'))).toBe(clock.now() + 5_000);
  });

  test('a hint about a batch that never came is forgotten after a minute', async () => {
    await redis.zadd(due, clock.now(), 'ghost');
    await redis.zadd(live, clock.now(), 'ghost');
    expect(await taken()).toEqual([]);
    expect(await redis.zscore(due, 'ghost')).not.toBeNull();
    clock.advance(60_000);
    expect(await taken()).toEqual([]);
    expect([await redis.zscore(due, 'ghost'), await redis.zscore(live, 'ghost')]).toEqual([null, null]);
  });

  test('a batch that was reopened while somebody looked is found within ten seconds', async () => {
    await end(store);
    clock.advance(60_000);
    expect(await taken()).toEqual([]);
    let isDead = false;
    const dying = intercept(redis, async (_command, values, ask) => {
      if (isDead) throw new Error('Connection is closed.');
      const reopens = values.includes('2h');
      if (reopens) expect(await taken()).toEqual([]);
      const reply = await ask();
      isDead = reopens;
      return reply;
    });
    const reopening = { selection: { outcomes: ['expired'] }, window: '2h', windowMs: 7_200_000 } as const;
    const { batches } = createRedisStore({ redis: dying, now: () => clock.now() });
    await expect(batches.reopen({ tenant: 'ann', id: 'batch' }, reopening)).rejects.toThrow();
    clock.advance(10_000);
    expect(await taken()).toEqual(['batch']);
  });

  test('a batch that is over is counted among the live ones for a minute, not until it is purged', async () => {
    await end(store);
    expect(await redis.zcard(live)).toBe(1);
    for (let round = 0; round < 7; round++) {
      clock.advance(10_000);
      expect(await taken()).toEqual([]);
    }
    expect(await redis.zcard(live)).toBe(0);
    expect(Number(await redis.zscore(due, 'batch')) - clock.now()).toBeGreaterThan(86_400_000);
    clock.advance(30 * 86_400_000);
    expect(await taken()).toEqual(['batch']);
  });

  test('a batch whose clock is behind that of the hints is not asked again and again until it is due', async () => {
    await store.batches.create(newBatch);
    expect(await taken(5_000)).toEqual(['batch']);
    clock.advance(4_000);
    let asked = 0;
    const skewed = intercept(redis, async (command, values, ask) => {
      if (values[2] === due) return redis.callBuffer(command.replace('Buffer', ''), ...twoSecondsLater(values));
      if (++asked > 9) throw new Error('it asks for good');
      return ask();
    });
    const { batches } = createRedisStore({ redis: skewed, now: () => clock.now() });
    expect(await batches.claimDue({ limit: 1, leaseMs: 60_000 })).toEqual([]);
    expect(asked).toBe(1);
  });

  test('a batch that cannot be asked holds up no other, and nobody loses a step by it', async () => {
    for (const id of ['away', 'one', 'two']) await store.batches.create({ ...newBatch, id });
    for (const [index, id] of ['away', 'one', 'two'].entries()) await redis.zadd(due, index, id);
    const partly = intercept(redis, async (_command, values, ask) => {
      if (values.includes('spillway:{b:away}')) throw new Error('CLUSTERDOWN The cluster is down');
      return ask();
    });
    const { batches } = createRedisStore({ redis: partly, now: () => clock.now() });
    const takenBy = async (limit: number) =>
      (await batches.claimDue({ limit, leaseMs: 60_000 })).map(({ batchId }) => batchId);
    expect(await takenBy(1)).toEqual(['one']);
    expect(await takenBy(2)).toEqual(['two']);
    await expect(takenBy(1)).rejects.toThrow('CLUSTERDOWN');
  });

  test('whoever asks after a live batch mends hints that a failover lost', async () => {
    await store.batches.create(newBatch);
    await redis.del(due, live);
    expect(await taken()).toEqual([]);
    await store.batches.get({ tenant: 'ann', id: 'batch' });
    expect(await taken()).toEqual(['batch']);
    expect(await store.batches.backlog({ tenant: 'ann' })).toEqual({ batches: 1, requests: 0 });
  });

  test('a server that forgot the scripts is taught them again', async () => {
    await redis.script('FLUSH');
    await store.batches.create(newBatch);
    expect(await taken()).toEqual(['batch']);
  });

  test('a decision whose maker died reaches its batches with the next tick, once', async () => {
    await store.batches.create(newBatch);
    const model = 'small';
    const tick = await store.fleet.claimTick({ model, leaseMs: 1_000 });
    const event = { kind: 'escalated', text: 'Opened.' };
    const effects = {
      fence: tick?.fence,
      ofBatches: { batch: { permissions: [], recalls: [], events: Object.values(event) } },
    };
    clock.advance(1_000);
    for (let round = 0; round < 2; round++) {
      await plantEffects(redis, model, JSON.stringify(effects));
      await store.fleet.claimTick({ model, leaseMs: 0 });
      const kinds = (await store.batches.timeline({ tenant: 'ann', id: 'batch' })).map(({ kind }) => kind);
      expect(kinds).toEqual(['created', 'escalated']);
    }
  });
});

/** The values of a script, with another time. */
function twoSecondsLater([script, keys, ...values]: readonly unknown[]): (string | number)[] {
  const now = Number(values[Number(keys)]) + 2_000;
  return [script, keys, ...values.with(Number(keys), now)] as (string | number)[];
}

/** Makes a batch and ends it, to be purged in 30 days. */
async function end({ batches, shards }: Store): Promise<void> {
  await batches.create(newBatch);
  const [first] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!first) throw new Error('the batch is due');
  const models = [{ model: 'small', seqs: [[0, 8]] as const, tokens: 8 }];
  await shards.append(first, [{ firstSeq: 0, requests: 8, offset: 0, bytes: 100, models }]);
  await batches.advance(first, { phase: 'in_progress', dueInMs: 0 });
  const [last] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!last) throw new Error('the batch is due');
  await batches.advance(last, { phase: 'expired', dueInMs: 30 * 86_400_000 });
}

/** As a decision leaves a tick whose maker dies right after. */
async function plantEffects(redis: Redis, model: string, effects: string): Promise<void> {
  const script = `local tick = cmsgpack.unpack(redis.call('HGET', KEYS[1], ARGV[1]))
    return redis.call('HSET', KEYS[1], ARGV[1], cmsgpack.pack({ tick[1], tick[2], tick[3], ARGV[2] }))`;
  await redis.eval(script, 1, 'spillway:{fleet}:ticks', model, effects);
}

/** A client that does something once, right after a script told it that a step is not due. */
function afterLook(redis: Redis, act: () => Promise<unknown>): Redis {
  let isArmed = true;
  return intercept(redis, async (_command, _values, ask) => {
    const reply = await ask();
    if (isArmed && Array.isArray(reply) && String(reply[0]) === 'waiting') {
      isArmed = false;
      await act();
    }
    return reply;
  });
}
