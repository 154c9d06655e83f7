import { isDeepStrictEqual } from 'node:util';
import { createSpillway, type Spillway, systemClock } from '@spillway/core';
import type { BatchCounts } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { busy, engineDied, failed, refused, type Script } from '../loops/scripted-executor.ts';
import { seededRandomness } from '../loops/seeded-randomness.ts';
import { startWorker, stopWorker } from '../loops/started-worker.ts';
import { type Wire, wireTo } from '../loops/wire.ts';
import { echo, submitRepeats } from './repeats.ts';

/** The first execution goes as told, all others are answered. */
const first =
  (verdict: ReturnType<Script>): Script =>
  (execution) =>
    execution.nth === 1 ? verdict : echo(execution);

/** A process of its own over a network that may be cut. */
async function cuttable({
  store,
  clock,
  blobs,
}: Installation): Promise<{ wire: Wire; clock: Installation['clock']; spillway: Spillway }> {
  const wire = wireTo(store, clock);
  const randomness = seededRandomness(11);
  return {
    wire,
    clock,
    spillway: await createSpillway({ store: wire.store, blobs, clock, randomness, keepOpen: true }),
  };
}

test('when who runs a request dies, another runs it once the lease has lapsed', async () => {
  await using installation = await install();
  const { clock, spillway } = installation;
  const dying = await cuttable(installation);
  const dead = startWorker(dying, () => 'hang', { id: 'dead', concurrency: 1 });
  const batches = [await submitRepeats(spillway, { prompts: ['p', 'x'] })];
  await clock.pass(2_000);
  // It holds both, and has no room for more.
  expect(dead.executor.started).toEqual(['p']);
  const live = startWorker(installation, echo, { id: 'live' });
  batches.push(await submitRepeats(spillway, { prompts: ['p', 'p'] }));
  // It waits as long as the other lives, beyond the first lease too.
  await clock.pass(45_000);
  expect(live.executor.started).toEqual([]);
  dying.wire.state = 'cut';
  for (const batch of batches) {
    const { output, batch: ended } = await installation.results(batch);
    expect(output.filter(({ response }) => isDeepStrictEqual(response?.body, { echo: 'p' }))).toHaveLength(
      ended.id === batches[0]?.id ? 1 : 2,
    );
    expect(ended.counts.succeeded).toBe(ended.counts.total);
    expect((ended.endedAt ?? 0) - ended.createdAt).toBeLessThan(150_000);
  }
  expect([...live.executor.started].sort()).toEqual(['p', 'x']);
  dead.stop.abort();
  await stopWorker(installation, live);
});

test('a refused request answers no other: those that waited for it are run themselves', async () => {
  await using installation = await install();
  const worker = startWorker(installation, first(refused));
  const { batch, output, error } = await installation.results(
    await submitRepeats(installation.spillway, { prompts: ['p', 'p', 'p'] }),
  );
  expect(error).toHaveLength(1);
  expect(output).toHaveLength(2);
  expect(batch).toMatchObject({ counts: { succeeded: 2, failed: 1 }, deduplicated: 0 });
  expect(worker.executor.started).toHaveLength(3);
  await stopWorker(installation, worker);
});

test('a failed attempt sends those that wait for it on their way, in other batches too', async () => {
  await using installation = await install();
  const { spillway } = installation;
  const script: Script = (execution) => (execution.nth <= 2 ? failed('server_error') : echo(execution));
  const worker = startWorker(installation, script, { takesMs: 5_000 });
  const batches = [1, 2].map(() => submitRepeats(spillway, { prompts: ['p', 'p'] }));
  for (const batch of await Promise.all(batches)) {
    const { output, error } = await installation.results(batch);
    expect(output.map(({ response }) => response?.body)).toEqual([{ echo: 'p' }, { echo: 'p' }]);
    expect(error).toEqual([]);
  }
  await stopWorker(installation, worker);
});

test('who waits in a claim does not wait for the second try of another', async () => {
  await using installation = await install();
  const worker = startWorker(installation, first(failed('server_error')));
  const { batch } = await installation.results(await submitRepeats(installation.spillway, { prompts: ['p', 'p'] }));
  expect(batch).toMatchObject({ counts: { succeeded: 2 }, deduplicated: 0 });
  expect(worker.executor.started).toHaveLength(3);
  await stopWorker(installation, worker);
});

test('requests that all fail end as fast as without deduplication', async () => {
  const endedAfterMs = async (deduplicate: 'off' | 'tenant'): Promise<number> => {
    await using installation = await install();
    const worker = startWorker(installation, () => refused, { takesMs: 10_000, concurrency: 50 });
    const prompts = Array.from({ length: 1_500 }, () => 'p');
    const batch = await submitRepeats(installation.spillway, { prompts, deduplicate });
    const { createdAt, endedAt, counts } = (await installation.results(batch)).batch;
    expect(counts.failed).toBe(1_500);
    await stopWorker(installation, worker);
    return (endedAt ?? 0) - createdAt;
  };
  expect(await endedAfterMs('tenant')).toBeLessThan((await endedAfterMs('off')) + 60_000);
});

test('overload of the engine burns nothing and starts no storm: one of many runs, the others wait', async () => {
  await using installation = await install();
  const script: Script = (execution) => (execution.nth <= 5 ? busy : echo(execution));
  const worker = startWorker(installation, script);
  const prompts = Array.from({ length: 100 }, () => 'p');
  const { batch } = await installation.results(await submitRepeats(installation.spillway, { prompts }));
  expect(batch).toMatchObject({ counts: { succeeded: 100 }, deduplicated: 99 });
  expect(worker.executor.started).toHaveLength(6);
  await stopWorker(installation, worker);
});

test('an engine that dies under a request takes none of those that wait for it along', async () => {
  await using installation = await install();
  const worker = startWorker(installation, first(engineDied));
  const prompts = Array.from({ length: 20 }, (_, index) => `p${index % 2}`);
  const { batch } = await installation.results(await submitRepeats(installation.spillway, { prompts }));
  expect(batch.counts).toMatchObject({ succeeded: 20, deadLettered: 0 });
  await stopWorker(installation, worker);
});

test('requests that say the same and kill the engine each time are dead-lettered, and nobody else with them', async () => {
  await using installation = await install();
  const { spillway } = installation;
  const script: Script = (execution) => (execution.prompt === 'lethal' ? engineDied : echo(execution));
  const worker = startWorker(installation, script);
  const good = Array.from({ length: 30 }, (_, index) => `p${index % 10}`);
  const orders = [
    ['lethal', ...good, 'lethal'],
    ['lethal', 'lethal', ...good],
  ];
  const batches = await Promise.all(orders.map((prompts) => submitRepeats(spillway, { prompts })));
  for (const batch of batches) {
    const ended = (await installation.results(batch)).batch;
    expect(ended.counts).toMatchObject({ succeeded: 30, deadLettered: 2, expired: 0 });
    expect((ended.endedAt ?? 0) - ended.createdAt).toBeLessThan(600_000);
  }
  // Five deaths each, as without deduplication: all pools here are preemptible.
  expect(worker.executor.started.filter((prompt) => prompt === 'lethal').length).toBeLessThanOrEqual(4 * 5);
  await stopWorker(installation, worker);
});

test.each([
  ['in its claim', [['p', 'p', 'p']]],
  ['elsewhere', [['p'], ['p', 'p']]],
])('nothing is late because it waited for another %s', async (_, orders) => {
  await using installation = await install();
  const worker = startWorker(installation, first('hang'));
  const batches = [];
  for (const prompts of orders) {
    batches.push(await submitRepeats(installation.spillway, { prompts, window: '5m' }));
    await installation.clock.pass(1_500);
  }
  const ended: BatchCounts[] = [];
  for (const batch of batches) ended.push((await installation.results(batch)).batch.counts);
  const sum = (field: 'succeeded' | 'expired'): number => ended.reduce((all, counts) => all + counts[field], 0);
  // The first hangs until the deadline; the others wait until half of the window is left.
  expect([sum('succeeded'), sum('expired')]).toEqual([2, 1]);
  await stopWorker(installation, worker);
});

test('a drain takes no longer for those that wait, and hands them back without an attempt', async () => {
  await using installation = await install();
  const { clock, spillway } = installation;
  const worker = startWorker(installation, () => 'hang');
  const batch = await submitRepeats(spillway, { prompts: ['p', 'p', 'p', 'q'] });
  await clock.pass(5_000);
  const stoppedAt = clock.now();
  await stopWorker(installation, worker);
  expect(clock.now() - stoppedAt).toBeLessThanOrEqual(15_000);
  const other = startWorker(installation, echo, { id: 'other' });
  await clock.pass(10_000);
  expect([...other.executor.started].sort()).toEqual(['p', 'q']);
  const { requests } = (await spillway.batches.requests({ id: batch.id })) ?? { requests: [] };
  expect(requests.map(({ attempts }) => attempts)).toEqual([1, 0, 0, 1]);
  await stopWorker(installation, other);
});

test('an index that fails or answers nothing keeps no request from being run', async () => {
  for (const state of ['cut', 'silent'] as const) {
    await using installation = await install({
      store: (store) => {
        const wire = wireTo(store, systemClock);
        wire.state = state;
        const { results } = wire.store;
        return { ...store, ...(results && { results }) };
      },
    });
    const worker = startWorker(installation, echo);
    const { batch } = await installation.results(
      await submitRepeats(installation.spillway, { prompts: ['p', 'p', 'q'] }),
    );
    expect(batch).toMatchObject({ counts: { succeeded: 3 }, deduplicated: 0 });
    expect((batch.endedAt ?? 0) - batch.createdAt).toBeLessThan(20_000);
    const wheres = installation.troubles.map(({ where }) => where);
    expect(wheres.filter((where) => where !== 'duplicates' && where !== 'result sweep')).toEqual([]);
    await stopWorker(installation, worker);
  }
});

test('an index that answers nothing costs a worker a few seconds, not a few for each claim', async () => {
  await using installation = await install({
    store: (store) => {
      const wire = wireTo(store, systemClock);
      wire.state = 'silent';
      const { results } = wire.store;
      return { ...store, ...(results && { results }) };
    },
  });
  const worker = startWorker(installation, echo, { concurrency: 4, takesMs: 1_000 });
  const prompts = Array.from({ length: 120 }, (_, index) => `p${index}`);
  const { batch } = await installation.results(await submitRepeats(installation.spillway, { prompts }));
  expect(batch.counts.succeeded).toBe(120);
  // Thirty seconds of work, and one time of patience.
  expect((batch.endedAt ?? 0) - batch.createdAt).toBeLessThan(42_000);
  await stopWorker(installation, worker);
});

test('a worker that stood still reads what the index answered meanwhile', async () => {
  const asked = Promise.withResolvers<void>();
  const read = Promise.withResolvers<void>();
  await using installation = await install({
    store: ({ results, ...store }) => {
      if (!results) return store;
      const reserve: typeof results.reserve = async (contenders) => {
        asked.resolve();
        await read.promise;
        return results.reserve(contenders);
      };
      return { ...store, results: { ...results, reserve } };
    },
  });
  const { clock, spillway } = installation;
  const worker = startWorker(installation, echo);
  const batch = await submitRepeats(spillway, { prompts: ['p', 'p', 'q'] });
  await clock.until(asked.promise);
  await clock.leap(10_000);
  // Whatever is due comes before what is read.
  await clock.pass(0);
  read.resolve();
  expect((await installation.results(batch)).batch).toMatchObject({ counts: { succeeded: 3 }, deduplicated: 1 });
  await stopWorker(installation, worker);
});

test('a batch without a request that may repeat asks the index nothing', async () => {
  let calls = 0;
  await using installation = await install({
    store: ({ results, ...store }) => {
      if (!results) return store;
      const reserve: typeof results.reserve = (asked) => {
        calls++;
        return results.reserve(asked);
      };
      return { ...store, results: { ...results, reserve } };
    },
  });
  const worker = startWorker(installation, echo);
  const order = { prompts: ['p', 'p', 'q'], body: { temperature: 0.5 } };
  await installation.results(await submitRepeats(installation.spillway, order));
  await installation.clock.pass(60_000);
  expect(calls).toBe(0);
  await stopWorker(installation, worker);
});
