import { SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered, createScriptedExecutor, failed } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const GRACE_MS = 60_000;

describe('the edges of a batch’s life', () => {
  test('a batch without any worker is expired by its deadline plus grace, with every request in the error file', async () => {
    await using installation = await install();
    const { batch, output, error } = await installation.results(await installation.submit(30, '1h'));
    expect(batch.phase).toBe('expired');
    expect(batch.endedAt).toBeLessThanOrEqual(batch.deadlineAt + GRACE_MS);
    expect(output).toEqual([]);
    expect(error).toHaveLength(30);
    expect(new Set(error.map((line) => line.error?.code))).toEqual(new Set(['batch_expired']));
    expect(batch.counts).toMatchObject({ total: 30, open: 0, expired: 30 });
  });

  test('at the deadline finished answers are kept and what is in flight is expired, not failed', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const script = ({ prompt }: { prompt: string }) => (Number(prompt.slice(1)) % 2 ? 'hang' : answered);
    const executor = createScriptedExecutor(clock, script);
    const stop = new AbortController();
    const ended = spillway.worker({ executor, concurrency: 64 }).run({ signal: stop.signal });
    const { batch, output, error } = await installation.results(await installation.submit(20, '5m'));
    expect(batch.phase).toBe('expired');
    expect(batch.endedAt).toBeLessThanOrEqual(batch.deadlineAt + GRACE_MS);
    expect(output).toHaveLength(10);
    expect(error.map((line) => line.error?.code)).toEqual(Array(10).fill('batch_expired'));
    stop.abort();
    await clock.until(ended);
  });

  test('nothing starts after the deadline', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 70 });
    let startedAt = 0;
    const execute: typeof executor.execute = (execution) => {
      startedAt = clock.now();
      return executor.execute(execution);
    };
    const stop = new AbortController();
    const ended = spillway.worker({ executor: { ...executor, execute }, concurrency: 1 }).run({ signal: stop.signal });
    await clock.pass(333);
    const { batch } = await installation.results(await installation.submit(2_000, '1m'));
    expect(startedAt).toBeLessThan(batch.deadlineAt);
    stop.abort();
    await clock.until(ended);
  });

  test('a timer that fires a moment before the deadline makes no failure of what is expired', async () => {
    await using installation = await install({ spillway: { maxAttempts: 1 } });
    const { clock, spillway } = installation;
    const executor = createScriptedExecutor(clock, () => answered);
    const execute: typeof executor.execute = async ({ timeoutMs, signal }) => {
      await clock.sleep(timeoutMs - 1, signal);
      return failed('timeout');
    };
    const stop = new AbortController();
    const ended = spillway.worker({ executor: { ...executor, execute } }).run({ signal: stop.signal });
    const { batch } = await installation.results(await installation.submit(20, '5m'));
    expect(batch.counts).toMatchObject({ expired: 20, deadLettered: 0 });
    stop.abort();
    await clock.until(ended);
  });

  test('a cancel keeps what is finished and ends the rest as cancelled', async () => {
    await using installation = await install();
    const { clock, spillway } = installation;
    const executor = createScriptedExecutor(clock, () => answered, { takesMs: 5_000 });
    const stop = new AbortController();
    const ended = spillway.worker({ executor, concurrency: 4 }).run({ signal: stop.signal });
    const submitted = await installation.submit(100);
    const { id } = submitted;
    await clock.pass(12_000);
    await spillway.batches.cancel({ id });
    const { batch, output, error } = await installation.results(submitted);
    expect(batch.phase).toBe('cancelled');
    expect(batch.counts.succeeded).toBe(output.length);
    expect(batch.counts.cancelled).toBe(error.length);
    expect(output.length + error.length).toBe(100);
    expect(output.length).toBeGreaterThan(0);
    expect(new Set(error.map((line) => line.error?.code))).toEqual(new Set(['batch_cancelled']));
    stop.abort();
    await clock.until(ended);
  });

  test('a batch that is cancelled before it is planned has no files and no counts', async () => {
    await using installation = await install({ spillway: { coordinate: false } });
    const { clock, spillway } = installation;
    const { id } = await installation.submit(10);
    await spillway.batches.cancel({ id });
    const stop = new AbortController();
    const coordinating = spillway.coordinator().run({ signal: stop.signal });
    const batch = await clock.until(spillway.batches.ended({ id }));
    expect(batch).toMatchObject({ phase: 'cancelled', outputFileId: null, errorFileId: null, counts: { total: 0 } });
    stop.abort();
    await clock.until(coordinating);
  });

  test('blob storage that is away for ten minutes does not fail a batch', async () => {
    let away = false;
    const failing = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      read(key, range) {
        if (away) throw new SpillwayError('the disk is gone', { code: 'unavailable' });
        return blobs.read(key, range);
      },
    });
    await using installation = await install({ blobs: failing });
    const { clock } = installation;
    away = true;
    const submitted = await installation.submit(10, '1h');
    await clock.pass(600_000);
    away = false;
    const { batch } = await installation.results(submitted);
    expect(batch.phase).toBe('expired');
  });

  test('a step that lapses five times fails its batch and says so', async () => {
    const lethal = (store: Store): Store => ({
      ...store,
      shards: {
        ...store.shards,
        append: async () => {
          throw new Error('a bug');
        },
      },
    });
    await using installation = await install({ store: lethal });
    const batch = await installation.clock.until(
      installation.spillway.batches.ended({ id: (await installation.submit(10)).id }),
    );
    expect(batch).toMatchObject({ phase: 'failed', problems: [{ code: 'internal_error' }] });
  });

  test('an input that does not validate fails the batch with every problem, and nothing runs', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    const lines = [
      '{"custom_id":"a"',
      '{"custom_id":"b","method":"GET","url":"/v1/chat/completions","body":{"model":"m"}}',
    ];
    const file = await spillway.files.upload({ filename: 'bad.jsonl', source: Buffer.from(lines.join('\n')) });
    const { id } = await spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
    const batch = await clock.until(spillway.batches.ended({ id }));
    expect(batch.phase).toBe('failed');
    expect(batch.problems.map((problem) => [problem.code, problem.line])).toEqual([
      ['invalid_json_line', 1],
      ['invalid_method', 2],
    ]);
    expect(batch.counts.total).toBe(0);
  });

  test('a store that does not answer the end of a batch does not cost it its files', async () => {
    let unanswered = 0;
    const flaky = (store: Store): Store => ({
      ...store,
      batches: {
        ...store.batches,
        async advance(hold, to) {
          if (to.phase !== 'completed' || unanswered++ > 0) return store.batches.advance(hold, to);
          throw new SpillwayError('the database restarts', { code: 'unavailable' });
        },
      },
    });
    await using installation = await install({ store: flaky });
    const worker = startWorker(installation, () => answered);
    const { batch, output } = await installation.results(await installation.submit(10));
    expect(unanswered).toBe(2);
    expect(batch.phase).toBe('completed');
    expect(output).toHaveLength(10);
    await stopWorker(installation, worker);
  });

  test('files of extents beyond 32 MiB are written line by line, whole', async () => {
    await using installation = await install();
    const long = Buffer.from(JSON.stringify({ text: 'x'.repeat(100_000) }));
    const worker = startWorker(installation, () => ({ ...answered, body: long }) as typeof answered, {
      concurrency: 64,
    });
    const { batch, output } = await installation.results(await installation.submit(500));
    expect(batch.usage).toMatchObject({ inputTokens: 1_500, cachedTokens: 500, reasoningTokens: 1_000 });
    expect(output.map((line) => line.custom_id)).toEqual(Array.from({ length: 500 }, (_, index) => `c${index}`));
    expect(new Set(output.map((line) => JSON.stringify(line.response?.body).length))).toEqual(new Set([long.length]));
    await stopWorker(installation, worker);
  });
});
