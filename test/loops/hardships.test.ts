import { createSpillway, type Spillway, SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, createScriptedExecutor, type Script } from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { startWorker, stopWorker } from './started-worker.ts';
import { type Wire, wireTo } from './wire.ts';

interface Process {
  readonly clock: Installation['clock'];
  readonly spillway: Spillway;
  readonly wire: Wire;
}

/** Another process on the same store and blobs, behind a wire of its own. */
async function anotherProcess({ clock, blobs, store }: Installation): Promise<Process> {
  const wire = wireTo(store, clock);
  const randomness = seededRandomness(13);
  return {
    clock,
    wire,
    spillway: await createSpillway({ store: wire.store, blobs, clock, randomness, keepOpen: true }),
  };
}

async function drainedWithin(process: Pick<Process, 'clock'>, worker: ReturnType<typeof startWorker>): Promise<number> {
  const before = process.clock.now();
  await stopWorker(process, worker);
  return process.clock.now() - before;
}

describe('a worker in hardship', () => {
  test.each(['silent', 'cut'] as const)(
    'drains in 15 s while the network is %s, and leaves no timer',
    async (state) => {
      const installation = await install();
      const process = await anotherProcess(installation);
      const worker = startWorker(process, ({ prompt }) => (prompt === 'p1' ? 'hang' : answered));
      await installation.submit(300);
      await process.clock.pass(3_300);
      process.wire.state = state;
      await process.clock.pass(5_000);
      expect(await drainedWithin(process, worker)).toBeLessThanOrEqual(15_000);
      await installation[Symbol.asyncDispose]();
      expect(process.clock.sleepers).toBe(0);
    },
  );

  test('drains in 15 s while a segment is never written', async () => {
    const never = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      put: (key, source, options) =>
        key.startsWith('segments') ? new Promise(() => {}) : blobs.put(key, source, options),
    });
    const installation = await install({ blobs: never });
    const worker = startWorker(installation, () => answered);
    await installation.submit(1_000);
    await installation.clock.pass(10_000);
    // Eight at a time for one second until the flush and five until it counts as slow; the claim holds 500.
    expect(worker.executor.started.length).toBeLessThan(490);
    expect(await drainedWithin(installation, worker)).toBeLessThanOrEqual(15_000);
    await installation[Symbol.asyncDispose]();
    expect(installation.clock.sleepers).toBe(0);
  });

  test('begins nothing while a flush waits, and goes on at once when it is through', async () => {
    let away = false;
    const failing = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async put(key, source, options) {
        if (away && key.startsWith('segments')) throw new SpillwayError('full', { code: 'unavailable' });
        return blobs.put(key, source, options);
      },
    });
    await using installation = await install({ blobs: failing });
    const { clock } = installation;
    const worker = startWorker(installation, () => answered);
    await clock.pass(1_000);
    away = true;
    // Many small claims, each finished before its own first flush.
    const batches = await Promise.all(Array.from({ length: 20 }, () => installation.submit(16)));
    await clock.pass(120_000);
    const { started } = worker.executor;
    expect(started.length).toBeLessThan(160);
    const before = started.length;
    away = false;
    await clock.pass(6_500);
    expect(started.length).toBeGreaterThan(before);
    for (const batch of batches) expect((await installation.results(batch)).output).toHaveLength(16);
    await stopWorker(installation, worker);
  });

  test('leaves a batch alone whose input cannot be read, and serves the others', async () => {
    let lost = '';
    const losing = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async *read(key, range) {
        if (key === lost) throw new SpillwayError(`There is no blob '${key}'.`, { code: 'not_found' });
        yield* blobs.read(key, range);
      },
    });
    await using installation = await install({ blobs: losing });
    const process = await anotherProcess(installation);
    const unreadable = await installation.submit(600);
    await process.clock.pass(2_000);
    const planned = await installation.spillway.batches.get({ id: unreadable.id });
    lost = planned?.plan?.blob ?? '';
    const worker = startWorker(process, () => answered);
    const batch = await installation.submit(50);
    const before = process.clock.now();
    const { output } = await installation.results(batch);
    expect(output).toHaveLength(50);
    expect(process.clock.now() - before).toBeLessThan(30_000);
    await process.clock.pass(60_000);
    expect(process.wire.busiest('shards.claim')).toBeLessThanOrEqual(8);
    lost = '';
    expect((await installation.results(unreadable)).output).toHaveLength(600);
    await stopWorker(process, worker);
  });

  test('dead-letters what its executor throws at, after as many attempts as for any failure', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const good = createScriptedExecutor(clock, () => answered);
    let thrown = 0;
    const execute: typeof good.execute = async (execution) => {
      if (!Buffer.from(execution.body).includes('"p3"')) return good.execute(execution);
      thrown++;
      throw new Error('a bug in the executor');
    };
    const stop = new AbortController();
    const ended = spillway.worker({ executor: { ...good, execute } }).run({ signal: stop.signal });
    const { batch, error } = await installation.results(await installation.submit(20, '1h'));
    expect(batch.counts).toMatchObject({ succeeded: 19, deadLettered: 1 });
    expect(error[0]?.error?.message).toContain('a bug in the executor');
    expect(thrown).toBe(5);
    stop.abort();
    await clock.until(ended);
  });

  test('runs nothing without an engine, and hands back what it holds to who has one', async () => {
    await using installation = await install();
    const { clock } = installation;
    const worker = startWorker(installation, () => answered, { id: 'engineless' });
    const batch = await installation.submit(400);
    await clock.pass(2_000);
    const { started } = worker.executor;
    worker.executor.healthy = false;
    await clock.pass(500);
    const before = started.length;
    const other = startWorker(installation, () => answered, { id: 'other', concurrency: 64 });
    const { output } = await installation.results(batch);
    expect(output).toHaveLength(400);
    expect(started.length).toBe(before);
    expect(before + other.executor.started.length).toBe(400);
    await stopWorker(installation, worker);
    await stopWorker(installation, other);
  });

  test('keeps its slots full: 2,000 equal requests take at most a tenth longer than they must', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const batch = await installation.submit(2_000);
    await clock.pass(2_000);
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 1_000 });
    const stop = new AbortController();
    const before = clock.now();
    const ended = spillway.worker({ executor, concurrency: 64 }).run({ signal: stop.signal });
    while (executor.started.length < 2_000) await clock.pass(100);
    expect(clock.now() - before).toBeLessThanOrEqual(1.1 * (2_000 / 64) * 1_000);
    expect((await installation.results(batch)).output).toHaveLength(2_000);
    stop.abort();
    await clock.until(ended);
  });

  test('runs huge lines a few at a time, so that its memory is bounded by bytes, not by requests', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 1_000 });
    const stop = new AbortController();
    const ended = spillway.worker({ executor, concurrency: 64 }).run({ signal: stop.signal });
    const padding = 'x'.repeat(3 * 1024 ** 2);
    const requests = Array.from({ length: 48 }, (_, index) => ({
      body: { messages: [{ role: 'user', content: `p${index}` }], padding },
    }));
    const gather = async (): Promise<number> => {
      let results = 0;
      for await (const { outcome } of spillway.run(requests, { model: 'm' }))
        results += outcome === 'succeeded' ? 1 : 0;
      return results;
    };
    expect(await clock.until(gather())).toBe(48);
    // One line an extent: what is held reaches the bound with the claim that passes it.
    expect(executor.maxInFlight).toBeLessThanOrEqual(Math.ceil((64 * 1024 ** 2) / padding.length));
    stop.abort();
    await clock.until(ended);
  });

  test('sees past batches of which everything is held', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 60_000 });
    const stop = new AbortController();
    const ended = spillway.worker({ executor, concurrency: 512 }).run({ signal: stop.signal });
    await Promise.all(Array.from({ length: 30 }, () => installation.submit(10)));
    await clock.pass(10_000);
    expect(executor.started).toHaveLength(300);
    stop.abort();
    await clock.until(ended);
  });

  test('keeps more than a hundred claims with one renewal in ten seconds', async () => {
    await using installation = await install();
    const process = await anotherProcess(installation);
    const { clock } = installation;
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 100_000 });
    const stop = new AbortController();
    const worker = process.spillway.worker({ executor, concurrency: 400 });
    const ended = worker.run({ signal: stop.signal });
    const batches = await Promise.all(Array.from({ length: 130 }, () => installation.submit(3)));
    await clock.pass(60_000);
    expect(worker.activity()).toMatchObject({ claims: 130, inFlight: 390 });
    for (const batch of batches) expect((await installation.results(batch)).output).toHaveLength(3);
    expect(executor.started).toHaveLength(390);
    expect(process.wire.busiest('shards.renew')).toBe(1);
    stop.abort();
    await clock.until(ended);
  });

  test('that was stopped beyond its leases starts nothing of theirs, and finishes what it can keep', async () => {
    await using installation = await install();
    const { clock } = installation;
    const worker = startWorker(installation, () => answered);
    const batch = await installation.submit(200, '2m');
    await clock.pass(2_000);
    await clock.leap(60_000);
    const { output } = await installation.results(batch);
    expect(output).toHaveLength(200);
    const late = await installation.submit(2_000, '2m');
    await clock.pass(2_000);
    await clock.leap(600_000);
    const started = worker.executor.started.length;
    const { batch: ended } = await installation.results(late);
    expect(ended.phase).toBe('expired');
    expect(worker.executor.started.length).toBe(started);
    await stopWorker(installation, worker);
  });

  test('is run once only', async () => {
    await using installation = await install();
    const worker = installation.spillway.worker({
      executor: createScriptedExecutor(installation.clock, () => answered),
    });
    const signal = AbortSignal.abort();
    await installation.clock.until(worker.run({ signal }));
    await expect(worker.run({ signal })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('leaves suspects to dedicated workers from its first moment', async () => {
    await using installation = await install();
    const { clock } = installation;
    const killing: Script = ({ prompt }) => (prompt === 'p0' ? 'hang' : answered);
    const dedicated = startWorker(installation, killing, { id: 'd', pool: 'dedicated' });
    const dying = await anotherProcess(installation);
    const lost = startWorker(dying, killing, { id: 's0' });
    const batch = await installation.submit(1);
    await clock.pass(2_000);
    dying.wire.state = 'cut';
    await clock.pass(28_000);
    // It learns late of its colleagues.
    const late = {
      ...installation.store,
      workers: {
        ...installation.store.workers,
        list: () => clock.sleep(5_000).then(() => installation.store.workers.list()),
      },
    };
    const process = await createSpillway({
      store: late,
      blobs: installation.blobs,
      clock,
      randomness: seededRandomness(17),
      keepOpen: true,
    });
    const next = startWorker({ clock, spillway: process }, killing, { id: 's1' });
    await clock.pass(10_000);
    expect(next.executor.started).toEqual([]);
    expect(dedicated.executor.started).toEqual(['p0']);
    await installation.spillway.batches.cancel({ id: batch.id });
    for (const worker of [dedicated, next]) await stopWorker(installation, worker);
    await stopWorker(dying, lost);
  });
});
