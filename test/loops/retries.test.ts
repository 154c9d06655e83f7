import { createSpillway, type Spillway } from '@spillway/core';
import type { Batch, Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { dyingStore } from './dying-store.ts';
import { type Installation, install, type Results } from './installation.ts';
import { answered, failed, refused, type Script } from './scripted-executor.ts';
import { seededRandomness } from './seeded-randomness.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const COUNT = 1_200;
const is = (prompt: string, remainder: number): boolean => Number(prompt.slice(1)) % 10 === remainder;

/** Every tenth request is refused, another tenth is dead-lettered: 120 each. */
const ill: Script = ({ prompt }) => (is(prompt, 3) ? refused : is(prompt, 7) ? failed('server_error') : answered);

/** A batch that ended with refused and dead-lettered requests, in three extents. */
async function ended(installation: Installation, count = COUNT): Promise<Results> {
  const worker = startWorker(installation, ill, { concurrency: 256 });
  const results = await installation.results(await installation.submit(count, '6h'));
  await stopWorker(installation, worker);
  return results;
}

const seqs = ({ output, error }: Results): number[][] =>
  [output, error].map((lines) => lines.map(({ custom_id }) => Number(custom_id.slice(1))));

/** Every request once, in input order within its file. */
function expectWhole(results: Results, count = COUNT): void {
  const [output = [], error = []] = seqs(results);
  const ascending = (numbers: number[]): number[] => [...numbers].sort((left, right) => left - right);
  expect(output).toEqual(ascending(output));
  expect(error).toEqual(ascending(error));
  expect(ascending([...output, ...error])).toEqual(Array.from({ length: count }, (_, seq) => seq));
  expect(output).toHaveLength(results.batch.counts.succeeded);
}

const kinds = async ({ spillway }: Installation, { id }: Batch): Promise<string[]> =>
  (await spillway.batches.timeline({ id })).map(({ kind, text }) => `${kind}: ${text}`);

describe('a retry', () => {
  test('runs what did not succeed again, and nothing else; the new files hold every request once', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const first = await ended(installation);
    expect(first.batch.counts).toMatchObject({ total: COUNT, succeeded: 960, failed: 120, deadLettered: 120 });
    const worker = startWorker(installation, ({ prompt }) => (is(prompt, 3) ? refused : answered), { id: 'w2' });
    const reopened = await spillway.batches.retry({ id: first.batch.id });
    expect(reopened).toMatchObject({ phase: 'in_progress', revision: 2, window: '6h', endedAt: null });
    const second = await installation.results(first.batch);
    expectWhole(second);
    expect(second.batch.counts).toMatchObject({ open: 0, succeeded: 1_080, failed: 120, deadLettered: 0 });
    expect(second.batch.usage).toMatchObject({ inputTokens: 1_080 * 3, outputTokens: 1_080 * 5, cachedTokens: 1_080 });
    expect(worker.executor.started).toHaveLength(240);
    expect(await kinds(installation, first.batch)).toContain('requeued: Requeued 240 requests.');
    expect(second.batch.outputFileId).not.toBe(first.batch.outputFileId);
    expect(await spillway.files.get({ id: first.batch.outputFileId ?? '' })).toBeDefined();
    await stopWorker(installation, worker);
    expect(clock.now()).toBeLessThan(second.batch.deadlineAt);
  });

  test('chooses by outcome, or by request, and takes its own window', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const { batch } = await ended(installation);
    const worker = startWorker(installation, () => answered, { id: 'w2' });
    const { deadlineAt } = await spillway.batches.retry({ id: batch.id, outcomes: ['deadLettered'], window: '2h' });
    expect(deadlineAt - clock.now()).toBe(7_200_000);
    const second = await installation.results(batch);
    expect(second.batch.counts).toMatchObject({ succeeded: 1_080, failed: 120, deadLettered: 0 });
    const requestIds = [3, 1_193, 4].map((seq) => `batch_req_${batch.id}_${seq}`);
    await spillway.batches.retry({ id: batch.id, requestIds });
    const third = await installation.results(batch);
    expect(third.batch.counts).toMatchObject({ succeeded: 1_082, failed: 118 });
    expect(third.batch.revision).toBe(3);
    await spillway.batches.retry({ id: batch.id, requestIds: requestIds.slice(2), outcomes: ['succeeded'] });
    const fourth = await installation.results(batch);
    expectWhole(fourth);
    expect(worker.executor.started.slice(120).sort()).toEqual(['p1193', 'p3', 'p4']);
    await stopWorker(installation, worker);
  });

  test('may run a batch of which everything expired', async () => {
    await using installation = await install();
    const first = await installation.results(await installation.submit(700, '5m'));
    expect(first.batch).toMatchObject({ phase: 'expired', counts: { expired: 700 } });
    await installation.spillway.batches.retry({ id: first.batch.id });
    const worker = startWorker(installation, () => answered);
    const second = await installation.results(first.batch);
    expect(second.batch).toMatchObject({
      phase: 'completed',
      errorFileId: null,
      counts: { succeeded: 700, expired: 0 },
    });
    expectWhole(second, 700);
    await stopWorker(installation, worker);
  });
});

describe('a reopening that is interrupted', () => {
  async function coordinatorOn(store: Store, { blobs, clock }: Installation): Promise<Spillway> {
    return createSpillway({ store, blobs, clock, randomness: seededRandomness(23), keepOpen: true, coordinate: true });
  }

  /** Retries with a coordinator that dies at its nth call, and another that follows; answers the calls of the first. */
  async function retryWithDeath(at: number, moment: 'before' | 'after'): Promise<number> {
    const installation = await install({ spillway: { coordinate: false } });
    const { clock, spillway, store } = installation;
    const sound = await coordinatorOn(store, installation);
    const { batch } = await ended(installation);
    await clock.until(Promise.resolve(sound[Symbol.asyncDispose]()));
    const dying = dyingStore(store, at, moment);
    const mortal = await coordinatorOn(dying.store, installation);
    const worker = startWorker(installation, ({ prompt }) => (is(prompt, 3) ? refused : answered), {
      concurrency: 256,
    });
    await spillway.batches.retry({ id: batch.id });
    await clock.pass(3_000);
    const successor = await coordinatorOn(store, installation);
    const results = await installation.results(batch);
    expectWhole(results);
    expect(results.batch).toMatchObject({ phase: 'completed', counts: { open: 0, succeeded: 1_080, failed: 120 } });
    // Once each, also those that ended alike again before the step was repeated.
    expect(worker.executor.started).toHaveLength(240);
    expect(await kinds(installation, batch)).toContain('requeued: Requeued 240 requests.');
    await stopWorker(installation, worker);
    for (const process of [mortal, successor]) await clock.until(Promise.resolve(process[Symbol.asyncDispose]()));
    await installation[Symbol.asyncDispose]();
    return dying.calls;
  }

  test('between any two of its store calls repeats harmlessly', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let at = 1, calls = at; calls >= at && at < 60; at++) calls = await retryWithDeath(at, moment);
    }
  }, 120_000);
});
