import type { BatchRequestDetail } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { plainRetry } from '@spillway/core/policy';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, engineDied, failed, refused, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

type History = BatchRequestDetail['attemptHistory'];

async function historyOf({ clock, spillway }: Installation, batchId: string, seq: number): Promise<History> {
  const request = await clock.until(spillway.batches.request({ id: `batch_req_${batchId}_${seq}` }));
  return request?.attemptHistory ?? [];
}

const told = (history: History) => history.map(({ verdict, code, pool, workerId }) => [verdict, code, pool, workerId]);
const only = (prompt: string, script: Script): Script => {
  return (execution) => (execution.prompt === prompt ? script(execution) : answered);
};

async function batchWith(installation: Installation, script: Script, requests = 10): Promise<string> {
  const worker = startWorker(installation, script);
  const { batch } = await installation.results(await installation.submit(requests));
  await stopWorker(installation, worker);
  return batch.id;
}

describe('the attempts of a request', () => {
  test('are told with times, pool, worker, engine and what broke, oldest first, and the answer at the end', async () => {
    await using installation = await install();
    const reasons = ['server_error', 'timeout', 'reset'] as const;
    const script = only('p4', ({ nth }) => (nth <= 3 ? failed(reasons[nth - 1] ?? 'reset') : answered));
    const id = await batchWith(installation, script);
    const history = await historyOf(installation, id, 4);
    const by = ['spot', 'w1'];
    expect(told(history)).toEqual([...reasons.map((reason) => ['failed', reason, ...by]), ['answered', null, ...by]]);
    const [first] = history;
    expect(first).toMatchObject({ durationMs: 100, engine: 'scripted', message: 'a server_error', statusCode: 500 });
    const starts = history.map(({ startedAt }) => startedAt);
    expect(starts).toEqual(starts.toSorted((left, right) => left - right));
    expect(new Set(starts).size).toBe(4);
    expect(told(await historyOf(installation, id, 5))).toEqual([['answered', null, ...by]]);
  });

  test('under claims of other workers and pools are told, too', async () => {
    const pools = [
      { name: 'spot', preemptible: true, pricePerHour: 1, permission: 'all' },
      { name: 'dedicated', preemptible: false, pricePerHour: 4, permission: 'returned' },
    ] as const;
    await using installation = await install({ spillway: { pools, retry: plainRetry({ withinClaimMs: 0 }) } });
    const { clock } = installation;
    const spot = startWorker(
      installation,
      only('p5', () => failed('server_error')),
      { id: 's', concurrency: 2 },
    );
    await clock.pass(6_000);
    const batch = await installation.submit(400);
    await clock.pass(3_000);
    const dedicated = startWorker(installation, () => answered, { id: 'd', pool: 'dedicated' });
    await clock.pass(5_000);
    await stopWorker(installation, spot);
    await installation.results(batch);
    await stopWorker(installation, dedicated);
    const history = told(await historyOf(installation, batch.id, 5));
    expect(history[0]).toEqual(['failed', 'server_error', 'spot', 's']);
    expect(history.at(-1)).toEqual(['answered', null, 'dedicated', 'd']);
  });

  test('of a refused request are the refusal', async () => {
    await using installation = await install();
    const id = await batchWith(
      installation,
      only('p2', () => refused),
    );
    expect(await historyOf(installation, id, 2)).toMatchObject([
      { verdict: 'refused', code: 'http_400', statusCode: 400, message: 'the engine refused it with 400' },
    ]);
  });

  test('of a lethal request are the deaths, and how often its holders died', async () => {
    await using installation = await install();
    const id = await batchWith(
      installation,
      only('p3', () => engineDied),
    );
    const history = await historyOf(installation, id, 3);
    expect(history.slice(0, -1).every(({ verdict, code }) => verdict === 'unreachable' && code === 'engine_died')).toBe(
      true,
    );
    expect(history.length).toBeGreaterThan(2);
    const { verdict, code, message, startedAt } = history.at(-1) as History[number];
    expect([verdict, code]).toEqual(['lapsed', 'holder_died']);
    expect(message).toMatch(/^its worker or engine died \d times while it ran alone$/);
    expect(startedAt).toBeGreaterThan(0);
    const request = await installation.spillway.batches.request({ id: `batch_req_${id}_3` });
    expect(request).toMatchObject({ status: 'dead_lettered', startedAt: null, pool: 'spot' });
    expect(told(await historyOf(installation, id, 4)).at(-1)).toEqual(['answered', null, 'spot', 'w1']);
  });

  test('of earlier revisions stay', async () => {
    await using installation = await install();
    const id = await batchWith(
      installation,
      only('p1', () => failed('server_error')),
    );
    expect(await historyOf(installation, id, 1)).toHaveLength(5);
    await installation.spillway.batches.retry({ id });
    const worker = startWorker(installation, () => answered, { id: 'w2' });
    await installation.clock.until(installation.spillway.batches.ended({ id }));
    await stopWorker(installation, worker);
    const history = told(await historyOf(installation, id, 1));
    expect(history).toHaveLength(6);
    expect(history.at(-1)).toEqual(['answered', null, 'spot', 'w2']);
  });

  test('are short, whatever an engine says', async () => {
    await using installation = await install();
    const long = { ...failed('reset'), message: 'x'.repeat(10_000) };
    const id = await batchWith(
      installation,
      only('p1', ({ nth }) => (nth === 1 ? long : answered)),
    );
    expect((await historyOf(installation, id, 1))[0]?.message).toHaveLength(500);
  });

  test('of one claim are its first and its latest, however long it goes on', async () => {
    const retry = plainRetry({ attempts: 'until_deadline', backoff: 'fixed', baseMs: 1 });
    await using installation = await install({ spillway: { retry } });
    const id = await batchWith(
      installation,
      only('p1', ({ nth }) => (nth <= 100 ? { ...failed('reset'), message: `the ${nth}th` } : answered)),
    );
    const history = await historyOf(installation, id, 1);
    const latest = Array.from({ length: 19 }, (_, index) => `the ${82 + index}th`);
    expect(history.map(({ message }) => message)).toEqual(['the 1th', ...latest, null]);
  });

  test('cost nothing where nothing breaks, and are there before others may have the request', async () => {
    const order: string[] = [];
    const watching = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      put(key, source, options) {
        order.push(key);
        return blobs.put(key, source, options);
      },
    });
    await using installation = await install({
      blobs: watching,
      spillway: { retry: plainRetry({ withinClaimMs: 0 }) },
      store: (store) => ({
        ...store,
        shards: {
          ...store.shards,
          settle(flush) {
            if (flush.deferred?.some(({ attempts }) => attempts > 0)) order.push('deferred');
            return store.shards.settle(flush);
          },
        },
      }),
    });
    await batchWith(installation, () => answered);
    expect(order.filter((key) => key.includes('/attempts/'))).toEqual([]);
    order.length = 0;
    await batchWith(
      installation,
      only('p1', ({ nth }) => (nth < 3 ? failed('reset') : answered)),
    );
    const kept = order.filter((key) => key === 'deferred' || key.includes('/attempts/'));
    expect(kept).toHaveLength(4);
    expect(kept.map((key) => key === 'deferred')).toEqual([false, true, false, true]);
  });

  test('are forgotten with the batch', async () => {
    await using installation = await install({ spillway: { retry: plainRetry({ withinClaimMs: 0 }) } });
    const { clock, spillway, blobs } = installation;
    const { inputFileId, endpoint } = await installation.submit(10);
    const { id } = await spillway.batches.create({ inputFileId, endpoint, outputExpiresAfterMs: 3_600_000 });
    const worker = startWorker(
      installation,
      only('p1', () => failed('reset')),
    );
    await clock.until(spillway.batches.ended({ id }));
    await stopWorker(installation, worker);
    const kept = async () => (await blobs.list({ prefix: `segments/${id}/attempts/`, limit: 10 })).blobs;
    expect(await kept()).toHaveLength(4);
    await clock.pass(3_700_000);
    expect(await kept()).toEqual([]);
  });
});
