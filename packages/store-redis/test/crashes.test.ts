import { createManualClock } from '@spillway/contract';
import type { NewFile, RevisionWork } from '@spillway/core/store';
import { createRedisStore } from '@spillway/store-redis';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { intercept } from './intercept.ts';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisServer, startRedisServer } from './redis-server.ts';

needRedis();

const input: NewFile = {
  id: 'file',
  tenant: 'ann',
  purpose: 'batch',
  filename: 'input.jsonl',
  bytes: 9,
  sha256: 'ab'.repeat(32),
  blob: 'files/file',
  expiresInMs: 3_600_000,
};

const nothing = { bounds: [], counts: [0], sum: 0 };
const work: RevisionWork = {
  startedAt: 1,
  outcomes: { succeeded: 0, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 },
  met: 0,
  violated: 0,
  deduplicated: 0,
  queueWaitMs: nothing,
  attempts: nothing,
  pools: [],
};

describe('a process that dies between two slots', () => {
  let server: RedisServer;
  let redis: Redis;
  const clock = createManualClock();
  const storeOn = (client: Redis) => createRedisStore({ redis: client, now: () => clock.now() });
  beforeAll(async () => {
    server = await startRedisServer();
    redis = new Redis(server.url);
  });
  beforeEach(async () => {
    await redis.flushall();
  });
  afterAll(async () => {
    redis?.disconnect();
    await server?.[Symbol.asyncDispose]();
  });

  /** A store whose process dies at the first call that the test names. */
  function dyingAt(isTheLast: (command: string, key: string) => boolean) {
    const dying = intercept(redis, async (command, values, ask) => {
      const keys = values.filter((value) => typeof value === 'string');
      if (keys.some((key) => isTheLast(command, key))) throw new Error('Connection is closed.');
      return ask();
    });
    return storeOn(dying);
  }

  test('and made a file leaves it to be listed, and to expire', async () => {
    const dying = dyingAt((command, key) => command === 'zadd' && key.endsWith(':files'));
    await expect(dying.files.create(input)).rejects.toThrow();
    const { files } = storeOn(redis);
    expect((await files.list({ tenant: 'ann', limit: 9, order: 'asc' })).files).toEqual([]);
    expect(await files.expired({ limit: 9 })).toEqual([]);
    expect((await files.list({ tenant: 'ann', limit: 9, order: 'asc' })).files.length).toBe(1);
    clock.advance(3_600_000);
    expect((await files.expired({ limit: 9 })).map(({ id }) => id)).toEqual(['file']);
  });

  test('and purged a file leaves it to be purged again', async () => {
    const { files } = storeOn(redis);
    await files.create(input);
    await files.remove(input);
    const dying = dyingAt((command, key) => command.startsWith('eval') && key.endsWith(':readers'));
    await expect(dying.files.purge(['file'])).rejects.toThrow();
    expect((await files.expired({ limit: 9 })).length).toBe(1);
    await files.purge(['file']);
    expect(await files.expired({ limit: 9 })).toEqual([]);
    expect(await redis.keys('*file*')).toEqual([]);
  });

  test('and was about to make a batch keeps a file from removal for a minute', async () => {
    const { files, batches } = storeOn(redis);
    await files.create(input);
    const record = 'spillway:{b:batch}';
    const dying = dyingAt((command, key) => command.startsWith('eval') && key === record);
    await expect(dying.batches.create(newBatch)).rejects.toThrow();
    expect(await files.remove(input)).toBe('in_use');
    expect(await batches.list({ tenant: 'ann', limit: 9 })).toEqual({ batches: [], hasMore: false });
    clock.advance(60_001);
    expect(await files.remove(input)).toBe('removed');
  });

  test('and made a batch leaves it to be found', async () => {
    let calls = 0;
    const second = (command: string, key: string) =>
      command.startsWith('eval') && key === 'spillway:{hints}:due' && ++calls > 1;
    await expect(dyingAt(second).batches.create(newBatch)).rejects.toThrow();
    const { batches } = storeOn(redis);
    expect((await batches.list({ tenant: 'ann', limit: 9 })).batches.length).toBe(1);
    expect((await batches.claimDue({ limit: 9, leaseMs: 1_000 })).length).toBe(1);
  });

  test('and ended a batch leaves its report in the history, once', async () => {
    const { batches, history } = storeOn(redis);
    await batches.create(newBatch);
    const [step] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
    if (!step) throw new Error('the batch is due');
    const dying = dyingAt((command, key) => command === 'hgetall' && key.endsWith(':reports'));
    await expect(dying.batches.advance(step, { phase: 'failed', dueInMs: null, work })).rejects.toThrow();
    for (let round = 0; round < 2; round++) {
      const page = await history?.list({ limit: 9 });
      expect(page?.reports.map(({ id, phase }) => [id, phase])).toEqual([['batch_r1', 'failed']]);
    }
    expect(await redis.keys('*reports')).toEqual(['spillway:{history}:reports']);
  });

  test('a claim that could not be charged is held all the same, not lost until its lease ends', async () => {
    const { batches, shards } = storeOn(redis);
    await batches.create(newBatch);
    const [step] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
    if (!step) throw new Error('the batch is due');
    const models = [{ model: 'small', seqs: [[0, 1]] as const, tokens: 8 }];
    await shards.append(step, [{ firstSeq: 0, requests: 1, offset: 0, bytes: 100, models }]);
    await batches.advance(step, { phase: 'in_progress', dueInMs: 60_000 });
    const uncharged = dyingAt((_command, key) => key.startsWith('spillway:{c:'));
    const demand = { batchId: 'batch', model: 'small', pool: 'spot', workerId: 'w', requests: 1 };
    const terms = { leaseMs: 60_000, chargePerRequest: 1, suspects: false };
    expect((await uncharged.shards.claim({ ...demand, ...terms }))?.seqs).toEqual([[0, 1]]);
  });

  test('a batch that comes while a file is being removed keeps it', async () => {
    const { files, batches } = storeOn(redis);
    await files.create(input);
    let isArmed = true;
    const racing = intercept(redis, async (_command, values, ask) => {
      const reply = await ask();
      if (isArmed && values.includes('spillway:{f:file}:readers')) {
        isArmed = false;
        await batches.create(newBatch);
      }
      return reply;
    });
    expect(await storeOn(racing).files.remove(input)).toBe('in_use');
    expect(await files.get(input)).toBeDefined();
  });
});
