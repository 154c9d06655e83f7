import { createSpillway, type Spillway } from '@spillway/core';
import { type Batch, eachSeq, type Outcome, outcomes, type Settlement, type Store, sizeOf } from '@spillway/core/store';
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

describe('a retry is refused', () => {
  const retryOf = (installation: Installation, order: Parameters<Spillway['batches']['retry']>[0]) =>
    expect(installation.spillway.batches.retry(order)).rejects;

  test('with a word on what to do, and nothing changes', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    const { batch } = await ended(installation, 30);
    const { id } = batch;
    await retryOf(installation, { id: 'batch_none' }).toMatchObject({ code: 'not_found' });
    await retryOf(installation, { id, tenant: 'other' }).toMatchObject({ code: 'not_found' });
    await retryOf(installation, { id, outcomes: ['expired'] }).toMatchObject({
      code: 'conflict',
      message: `No request of batch '${id}' ended as expired.`,
      hint: 'The batch has 24 completed, 3 failed, 3 dead_lettered.',
    });
    const requestIds = [`batch_req_${id}_0`, `batch_req_${id}_29`];
    await retryOf(installation, { id, requestIds }).toMatchObject({ code: 'conflict', param: 'statuses' });
    for (const wrong of [`batch_req_${id}_30`, `batch_req_${id}_x`, 'batch_req_batch_none_1']) {
      const order = { id, requestIds: [...requestIds, wrong] };
      await retryOf(installation, order).toMatchObject({ code: 'not_found', param: 'request_ids' });
    }
    await retryOf(installation, { id, window: '1s' }).toMatchObject({ param: 'completion_window' });
    await retryOf(installation, { id, outcomes: [] }).toMatchObject({ param: 'statuses' });
    await retryOf(installation, { id, requestIds: [] }).toMatchObject({ param: 'request_ids' });
    expect(await spillway.batches.get({ id })).toEqual(batch);
    const live = await installation.submit(5);
    await retryOf(installation, { id: live.id }).toMatchObject({ code: 'conflict', hint: /Wait until it has/ });
    await spillway.batches.cancel({ id: live.id });
    await clock.until(spillway.batches.ended({ id: live.id }));
    await retryOf(installation, { id: live.id }).toMatchObject({ message: `Batch '${live.id}' ended before it ran.` });
    const file = await spillway.files.upload({ filename: 'a.jsonl', source: Buffer.from('{}') });
    const bad = await spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
    await clock.until(spillway.batches.ended({ id: bad.id }));
    await retryOf(installation, { id: bad.id }).toMatchObject({ message: `Batch '${bad.id}' failed.` });
  });

  test('while what waits is at its limit', async () => {
    await using installation = await install({ spillway: { limits: { tenantLiveBatches: 1 } } });
    const { spillway } = installation;
    const { batch } = await ended(installation, 20);
    const other = await installation.submit(1);
    const full = { code: 'limit_reached', param: 'limits.tenantLiveBatches' };
    await expect(spillway.batches.retry({ id: batch.id })).rejects.toMatchObject(full);
    await spillway.batches.cancel({ id: other.id });
    await installation.results(other);
    expect(await spillway.batches.retry({ id: batch.id })).toMatchObject({ phase: 'in_progress', revision: 2 });
  });

  test('once the input is gone, and so is a clone', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    const { batch } = await ended(installation, 30);
    await spillway.files.remove({ id: batch.inputFileId });
    await clock.pass(120_000);
    await retryOf(installation, { id: batch.id }).toMatchObject({
      code: 'conflict',
      hint: /upload the requests again/,
    });
    await expect(spillway.batches.clone({ id: batch.id })).rejects.toMatchObject({
      code: 'conflict',
      hint: /upload the requests again/,
    });
  });
});

describe('a clone', () => {
  test('whose key is repeated answers the same batch though the input is gone since', async () => {
    await using installation = await install();
    const { spillway } = installation;
    const { batch } = await ended(installation, 3);
    const clone = await spillway.batches.clone({ id: batch.id, idempotencyKey: 'k' });
    await spillway.batches.cancel({ id: clone.id });
    await installation.results(clone);
    expect(await spillway.files.remove({ id: batch.inputFileId })).toBe('removed');
    expect((await spillway.batches.clone({ id: batch.id, idempotencyKey: 'k' })).id).toBe(clone.id);
    await expect(spillway.batches.clone({ id: batch.id })).rejects.toMatchObject({ code: 'conflict' });
  });

  test('is a new batch as the other was, but for what is named', async () => {
    await using installation = await install({ spillway: { coordinate: false } });
    const { spillway } = installation;
    const { inputFileId } = await installation.submit(3);
    const order = { inputFileId, endpoint: '/v1/chat/completions', window: '7h', priority: 5, user: 'ann' };
    const rest = { metadata: { project: 'a' }, outputExpiresAfterMs: 3_600_000, mixedModels: true };
    const batch = await spillway.batches.create({ ...order, ...rest });
    const clone = await spillway.batches.clone({ id: batch.id });
    const named = ({ inputFileId, endpoint, window, priority, user, metadata, settings }: Batch) => ({
      ...{ inputFileId, endpoint, window, priority, user, metadata, settings },
    });
    expect(named(clone)).toEqual(named(batch));
    expect(clone).toMatchObject({ phase: 'validating', revision: 1 });
    expect(clone.id).not.toBe(batch.id);
    const changes = { window: '2h', metadata: { priority: 'high' }, outputExpiresAfterMs: 7_200_000, user: 'bob' };
    const changed = await spillway.batches.clone({ id: batch.id, ...changes, idempotencyKey: 'k' });
    expect(changed).toMatchObject({ window: '2h', metadata: { priority: 'high' }, priority: 10, user: 'bob' });
    expect(changed.settings.outputExpiresAfterMs).toBe(7_200_000);
    expect((await spillway.batches.clone({ id: batch.id, ...changes, idempotencyKey: 'k' })).id).toBe(changed.id);
    expect((await spillway.batches.clone({ id: batch.id, metadata: null })).priority).toBe(5);
    await expect(spillway.batches.clone({ id: 'batch_none' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(spillway.batches.clone({ id: batch.id, tenant: 'b' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

/** How each request ended, by the latest settlement that names it. */
function endsOf(settlements: readonly Settlement[]): Outcome[] {
  const ends = new Map<number, Outcome | 'requeued' | undefined>();
  for (const { seqs, as, lines } of [...settlements].sort((left, right) => left.ordinal - right.ordinal)) {
    let index = 0;
    for (const seq of eachSeq(seqs)) ends.set(seq, as ?? lines?.outcomes[index++]);
  }
  return [...ends.values()].filter((end): end is Outcome => end !== undefined && end !== 'requeued');
}

describe('a reopening', () => {
  /** Coordinates for a while. */
  async function coordinate({ spillway, clock }: Installation, ms: number): Promise<void> {
    const stop = new AbortController();
    const run = spillway.coordinator().run({ signal: stop.signal });
    await clock.pass(ms);
    stop.abort();
    await clock.until(run);
  }

  test.each(['cancelled', 'expired'] as const)(
    'that is %s before its requests are requeued publishes what there was',
    async (phase) => {
      await using installation = await install({ spillway: { coordinate: false } });
      const { spillway, clock } = installation;
      const worker = startWorker(installation, ill, { concurrency: 256 });
      const { id } = await installation.submit(COUNT);
      await coordinate(installation, 600_000);
      await stopWorker(installation, worker);
      const before = await spillway.batches.get({ id });
      await spillway.batches.retry({ id, window: '5m' });
      if (phase === 'cancelled') await spillway.batches.cancel({ id });
      else await clock.pass(300_000);
      await coordinate(installation, 60_000);
      const after = await installation.results(before as Batch);
      expect(after.batch).toMatchObject({ phase: phase === 'cancelled' ? 'cancelled' : 'completed', requeue: null });
      expect(after.batch.counts).toEqual(before?.counts);
      expectWhole(after);
    },
  );

  test('that is cancelled behind it ends the requests that it requeued', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    const { batch } = await ended(installation);
    await spillway.batches.retry({ id: batch.id });
    await clock.pass(2_000);
    await spillway.batches.cancel({ id: batch.id });
    const after = await installation.results(batch);
    expect(after.batch.phase).toBe('cancelled');
    expect(after.batch.counts).toMatchObject({ succeeded: 960, failed: 0, deadLettered: 0, cancelled: 240 });
    expectWhole(after);
  });

  test('counts every request once at every moment', async () => {
    const looks: (() => Promise<void>)[] = [];
    const watched = <Call extends (...args: never[]) => Promise<unknown>>(call: Call): Call =>
      (async (...args: Parameters<Call>) => {
        const answer = await call(...args);
        for (const look of looks) await look();
        return answer;
      }) as Call;
    await using installation = await install({
      store: (store) => ({
        ...store,
        shards: { ...store.shards, requeue: watched(store.shards.requeue), settle: watched(store.shards.settle) },
        batches: { ...store.batches, advance: watched(store.batches.advance), reopen: watched(store.batches.reopen) },
      }),
    });
    const { batch } = await ended(installation);
    let moments = 0;
    looks.push(async () => {
      const seen = await installation.store.batches.get(batch);
      const { settlements } = await installation.store.shards.settlements(batch.id, { fromSeq: 0, extents: 99 });
      const { shards } = await installation.store.shards.list(batch.id, { fromSeq: 0, extents: 99 });
      const ends = endsOf(settlements);
      const recount = { ...seen?.counts, open: shards.reduce((sum, shard) => sum + sizeOf(shard.seqs), 0) };
      for (const outcome of outcomes) recount[outcome] = ends.filter((end) => end === outcome).length;
      expect(seen?.counts).toEqual(recount);
      expect(recount.open + ends.length).toBe(COUNT);
      moments++;
    });
    await installation.spillway.batches.retry({ id: batch.id });
    const worker = startWorker(installation, ill, { id: 'w2', concurrency: 32 });
    await installation.results(batch);
    expect(moments).toBeGreaterThan(15);
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
    const { batch } = await ended(installation, 600);
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
    expectWhole(results, 600);
    expect(results.batch).toMatchObject({ phase: 'completed', counts: { open: 0, succeeded: 540, failed: 60 } });
    // Once each, also those that ended alike again before the step was repeated.
    expect(worker.executor.started).toHaveLength(120);
    expect(await kinds(installation, batch)).toContain('requeued: Requeued 120 requests.');
    await stopWorker(installation, worker);
    for (const process of [mortal, successor]) await clock.until(Promise.resolve(process[Symbol.asyncDispose]()));
    await installation[Symbol.asyncDispose]();
    return dying.calls;
  }

  test('between any two of its store calls repeats harmlessly', async () => {
    for (const moment of ['before', 'after'] as const) {
      for (let at = 1, calls = at; calls >= at && at < 40; at++) calls = await retryWithDeath(at, moment);
    }
  });
});
