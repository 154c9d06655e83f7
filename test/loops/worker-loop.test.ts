import { SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { describe, expect, test } from 'vitest';
import { install, type ResultLine } from './installation.ts';
import { answered, busy, engineDied, failed, refused, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const idsOf = (lines: readonly ResultLine[]): string[] => lines.map((line) => line.custom_id);
const idsUpTo = (count: number): string[] => Array.from({ length: count }, (_, index) => `c${index}`);

describe('a worker and a coordinator', () => {
  test('answer every request once, in input order, and sum up the usage', async () => {
    await using installation = await install();
    const worker = startWorker(installation, () => answered);
    const { batch, output, error } = await installation.results(await installation.submit(1_200));
    expect(batch.phase).toBe('completed');
    expect(idsOf(output)).toEqual(idsUpTo(1_200));
    expect(error).toEqual([]);
    expect(batch.counts).toMatchObject({ total: 1_200, open: 0, succeeded: 1_200 });
    expect(batch.usage).toEqual({
      inputTokens: 3_600,
      cachedTokens: 1_200,
      outputTokens: 6_000,
      reasoningTokens: 2_400,
    });
    expect(worker.executor.started).toHaveLength(1_200);
    expect(worker.executor.maxInFlight).toBe(8);
    await stopWorker(installation, worker);
  });

  test('put refused requests into the error file with the engine’s own answer', async () => {
    await using installation = await install();
    const worker = startWorker(installation, ({ prompt }) => (prompt === 'p3' ? refused : answered));
    const { batch, output, error } = await installation.results(await installation.submit(10));
    expect(batch).toMatchObject({ phase: 'completed', counts: { succeeded: 9, failed: 1 } });
    expect(output).toHaveLength(9);
    expect(error).toMatchObject([
      { custom_id: 'c3', response: { status_code: 400, body: { error: { message: 'too long' } } }, error: null },
    ]);
    await stopWorker(installation, worker);
  });

  test('retry what may pass: failures burn attempts, overload does not', async () => {
    await using installation = await install();
    const script: Script = ({ prompt, nth }) => {
      if (prompt === 'p1') return nth < 5 ? failed('server_error') : answered;
      if (prompt === 'p2') return nth < 30 ? busy : answered;
      return answered;
    };
    const worker = startWorker(installation, script);
    const { batch } = await installation.results(await installation.submit(40));
    expect(batch.counts).toMatchObject({ succeeded: 40, deadLettered: 0 });
    await stopWorker(installation, worker);
  });

  test('dead-letter a request whose attempts are exhausted, with the code of its last cause', async () => {
    await using installation = await install();
    const script: Script = ({ prompt }) => {
      if (prompt === 'p1') return failed('reset');
      return prompt === 'p2' ? 'hang' : answered;
    };
    const worker = startWorker(installation, script);
    const { batch, error } = await installation.results(await installation.submit(20));
    expect(batch.counts).toMatchObject({ succeeded: 18, deadLettered: 2 });
    expect(error.map((line) => [line.custom_id, line.error?.code])).toEqual([
      ['c1', 'request_dead_lettered'],
      ['c2', 'request_timeout'],
    ]);
    const runs = worker.executor.started.filter((prompt) => prompt === 'p1');
    expect(runs).toHaveLength(5);
    await stopWorker(installation, worker);
  });

  test('isolate a request that kills its engine; its neighbours are answered', async () => {
    await using installation = await install();
    let dead = false;
    const script: Script = ({ prompt }) => {
      if (prompt === 'p77') dead = true;
      return dead ? engineDied : answered;
    };
    const worker = startWorker(installation, script, { pool: 'dedicated' });
    const revive = async (): Promise<void> => {
      while (!worker.stop.signal.aborted) {
        await installation.clock.sleep(1_000, worker.stop.signal);
        dead = false;
      }
    };
    const reviving = revive();
    const { batch, error } = await installation.results(await installation.submit(300));
    expect(batch.counts).toMatchObject({ succeeded: 299, deadLettered: 1 });
    expect(error).toMatchObject([{ custom_id: 'c77', error: { code: 'request_dead_lettered' } }]);
    await stopWorker(installation, worker);
    await reviving;
  });

  test('drain on a stop: what is finished is settled, the rest is released and burns no attempt', async () => {
    await using installation = await install();
    const first = startWorker(installation, ({ prompt }) => (Number(prompt.slice(1)) < 20 ? answered : 'hang'));
    const batch = await installation.submit(100);
    await installation.clock.pass(3_000);
    const before = installation.clock.now();
    await stopWorker(installation, first);
    expect(installation.clock.now() - before).toBeLessThanOrEqual(15_000);
    const drained = await installation.spillway.batches.get({ id: batch.id });
    expect(drained?.counts).toMatchObject({ succeeded: 20, open: 80 });
    const second = startWorker(installation, () => answered, { id: 'w2' });
    const claimedAt = installation.clock.now();
    const { output } = await installation.results(batch);
    expect(installation.clock.now() - claimedAt).toBeLessThan(10_000);
    expect(idsOf(output)).toEqual(idsUpTo(100));
    await stopWorker(installation, second);
  });

  test('lose nothing when blob storage fails for minutes', async () => {
    let away = false;
    const failing = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async put(key, source, options) {
        if (away) throw new SpillwayError('the disk is gone', { code: 'unavailable' });
        return blobs.put(key, source, options);
      },
    });
    await using installation = await install({ blobs: failing });
    const worker = startWorker(installation, () => answered);
    const batch = await installation.submit(500);
    await installation.clock.pass(1_500);
    away = true;
    await installation.clock.pass(300_000);
    expect(worker.executor.started.length).toBeLessThan(500);
    away = false;
    const { output, batch: ended } = await installation.results(batch);
    expect(ended.phase).toBe('completed');
    expect(idsOf(output)).toEqual(idsUpTo(500));
    expect(worker.executor.started).toHaveLength(500);
    await stopWorker(installation, worker);
  });
});
