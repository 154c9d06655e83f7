import { setTimeout as pause } from 'node:timers/promises';
import { SpillwayError } from '@spillway/core/errors';
import { type Claim, eachSeq, type Receipt, type Store } from '@spillway/core/store';
import { createRedisStore } from '@spillway/store-redis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needRedis } from './need-redis.ts';
import { newBatch } from './new-batch.ts';
import { type RedisCluster, startRedisCluster } from './redis-cluster.ts';

needRedis();

const [requests, perExtent, perFlush, leaseMs] = [4_096, 512, 8, 2_000];

/** What workers were told of their flushes. The second half waits until the master was killed. */
interface Acknowledged {
  readonly seqs: number[];
  readonly killed: Promise<void>;
}

describe('a master that fails over to its replica in the middle of work', () => {
  let cluster: RedisCluster;
  let store: Store;
  beforeAll(async () => {
    cluster = await startRedisCluster({ hasReplicas: true });
    store = createRedisStore({
      url: `redis+cluster://${cluster.masters.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    });
  });
  afterAll(async () => {
    await store?.[Symbol.asyncDispose]();
    await cluster?.[Symbol.asyncDispose]();
  });

  test('loses at most what its replica had not got: the batch ends, each request once, and counts equal a recount', async () => {
    await plan(store);
    const { promise: killed, resolve: goOn } = Promise.withResolvers<void>();
    const told: Acknowledged = { seqs: [], killed };
    const working = Promise.all(['one', 'two', 'three'].map((worker) => workUntilDone(store, worker, told)));
    await expect.poll(() => told.seqs.length).toBeGreaterThan(requests / 4);
    const safe = [...told.seqs];
    const master = await masterOf(cluster, `spillway:{b:${newBatch.id}}`);
    await untilReplicated(cluster, master.port);
    await master.kill();
    goOn();
    await working;
    const settled = await settledSeqs(store);
    expect(settled.toSorted(ascending)).toEqual(Array.from({ length: requests }, (_, seq) => seq));
    const batch = await store.batches.get(newBatch);
    expect(batch?.counts).toMatchObject({ total: requests, open: 0, succeeded: requests });
    expect(repeatedAmong(told.seqs, safe), 'what the replica had was not run again').toEqual([]);
  });
});

const ascending = (left: number, right: number): number => left - right;

/** Those of `safe` that were acknowledged more than once. */
function repeatedAmong(told: readonly number[], safe: readonly number[]): readonly number[] {
  const times = Map.groupBy(told, (seq) => seq);
  return safe.filter((seq) => (times.get(seq)?.length ?? 0) > 1);
}

async function plan({ batches, shards }: Store): Promise<void> {
  await batches.create(newBatch);
  const [step] = await batches.claimDue({ limit: 1, leaseMs: 60_000 });
  if (!step) throw new Error('the batch is due');
  const firsts = Array.from({ length: requests / perExtent }, (_, index) => index * perExtent);
  await shards.append(
    step,
    firsts.map((firstSeq) => {
      const models = [{ model: 'small', seqs: [[firstSeq, firstSeq + perExtent]] as const, tokens: perExtent }];
      return { firstSeq, requests: perExtent, offset: firstSeq, bytes: perExtent, models };
    }),
  );
  await batches.advance(step, { phase: 'in_progress', dueInMs: 60_000 });
}

async function workUntilDone(store: Store, workerId: string, told: Acknowledged): Promise<void> {
  for (;;) {
    const batch = await persist(() => store.batches.get(newBatch));
    if (batch?.counts.open === 0) return;
    const demand = { batchId: newBatch.id, model: 'small', pool: 'spot', workerId, requests: 64, leaseMs };
    const claim = await persist(() => store.shards.claim({ ...demand, chargePerRequest: 1, suspects: true }));
    // Some are in hands that were forgotten, until their leases end.
    if (claim) await workOff(store, claim, told);
    else await pause(50);
  }
}

async function workOff(store: Store, claim: Claim, told: Acknowledged): Promise<void> {
  const open = [...eachSeq(claim.seqs)];
  for (let at = 0; at < open.length; at += perFlush) {
    const seqs = open.slice(at, at + perFlush);
    if (told.seqs.length > requests / 2) await told.killed;
    const receipt = await persist(() => flush(store, claim, seqs));
    if (receipt === 'lost') return;
    told.seqs.push(...seqs);
  }
}

function flush({ shards }: Store, { batchId, shardId, fence }: Claim, seqs: readonly number[]): Promise<Receipt> {
  const each = <Value>(value: Value): Value[] => seqs.map(() => value);
  const lines = {
    ...{ segment: `segments/${batchId}/${shardId}-${fence}-${seqs[0]}`, offset: 0 },
    ...{ seqs: seqs.map((seq) => [seq, seq + 1] as const), outcomes: each('succeeded' as const), lengths: each(9) },
    ...{ attempts: each(1), tokensIn: each(1), tokensOut: each(1), durationsMs: each(1) },
  };
  return shards.settle({ batchId, shardId, fence, rest: 'hold', lines });
}

/** Repeats what went unanswered, as loops do. */
async function persist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!SpillwayError.is(error) || !error.retryable) throw error;
      await pause(100);
    }
  }
}

/** The master that has the key's slot. */
async function masterOf({ client, masters }: RedisCluster, key: string) {
  const slot = await client.cluster('KEYSLOT', key);
  const ranges = (await client.cluster('SLOTS')) as unknown as readonly [number, number, [string, number]][];
  const port = ranges.find(([from, to]) => from <= slot && slot <= to)?.[2][1];
  const master = masters.find((one) => one.port === port);
  if (!master) throw new Error('some master has the slot');
  return master;
}

/** Until the replica has everything that was written before this call. */
async function untilReplicated({ client }: RedisCluster, port: number): Promise<void> {
  const node = client.nodes('master').find(({ options }) => options.port === port);
  // A connection waits for its own writes only.
  await node?.set(`spillway:{b:${newBatch.id}}:waited`, '1');
  expect(await node?.wait(1, 30_000)).toBe(1);
}

async function settledSeqs({ shards }: Store): Promise<readonly number[]> {
  const page = await shards.settlements(newBatch.id, { fromSeq: 0, extents: requests / perExtent });
  return page.settlements.flatMap(({ seqs }) => [...eachSeq(seqs)]);
}
