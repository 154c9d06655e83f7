import type { Spillway } from '@spillway/core';
import type { Batch, Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { countedReads, ended, heavyAndDead, quick } from './deadly-batch.ts';
import { type Installation, install } from './installation.ts';
import { answered, failed, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

/** The places of all that are on the list. */
async function listed({ clock, spillway }: Installation): Promise<readonly number[]> {
  const { deadLetters } = await clock.until(spillway.deadLetters.list({ limit: 100 }));
  return deadLetters.map(({ seq }) => seq);
}

async function linesNow({ clock, spillway }: Installation, { id }: Batch): Promise<string> {
  const page = await clock.until(spillway.batches.results({ id, order: 'input', limit: 10_000 }));
  return Buffer.concat(page?.lines ?? []).toString();
}

describe('a drop of dead letters', () => {
  test('takes them off the list, counts them as failed, and leaves everything else as it is', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const before = await ended(installation, { count: 700 });
    const [lines, history] = [
      await linesNow(installation, before),
      await spillway.history.list({ batchId: before.id }),
    ];
    const files = await installation.results(before);
    expect(await clock.until(spillway.deadLetters.drop())).toEqual({
      ...{ matched: 4, dropped: 4, skipped: [] },
      batches: [{ batchId: before.id, requests: 4 }],
    });
    expect(await listed(installation)).toEqual([]);
    const { batch, output, error } = await installation.results(before);
    expect(batch).toEqual({ ...before, counts: { ...before.counts, deadLettered: 0, failed: 4 } });
    expect([output, error]).toEqual([files.output, files.error]);
    expect(error.map((line) => line.custom_id)).toEqual(['c1', 'c2', 'c3', 'c601']);
    expect(await linesNow(installation, before)).toBe(lines);
    expect(await spillway.history.list({ batchId: before.id })).toEqual(history);
    const request = await spillway.batches.request({ id: `batch_req_${before.id}_1` });
    expect(request).toMatchObject({ status: 'failed', errorCode: 'request_dead_lettered', attempts: 5, pool: 'spot' });
    expect(request?.attemptHistory).toHaveLength(5);
    const told = (await spillway.batches.timeline({ id: before.id })).filter(({ kind }) => kind === 'dropped');
    expect(told).toHaveLength(1);
  });

  test('keeps their lines in the files of the next revision, and a retry of failed ones runs them', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const batch = await ended(installation);
    await clock.until(spillway.deadLetters.drop({ code: 'server_error' }));
    await clock.until(spillway.deadLetters.drop({ code: 'timeout' }));
    await clock.until(spillway.deadLetters.requeue());
    const second = startWorker(installation, () => answered);
    const { output, error } = await installation.results(batch);
    await stopWorker(installation, second);
    expect(second.executor.started).toEqual(['p3']);
    expect(output.map((line) => line.custom_id)).toEqual([0, 3, 4, 5, 6, 7, 8, 9].map((n) => `c${n}`));
    expect(error.map((line) => [line.custom_id, line.error?.code])).toEqual([
      ['c1', 'request_dead_lettered'],
      ['c2', 'request_timeout'],
    ]);
    await clock.until(spillway.batches.retry({ id: batch.id, outcomes: ['failed'] }));
    const third = startWorker(installation, () => answered);
    const after = await installation.results(batch);
    await stopWorker(installation, third);
    expect(third.executor.started.toSorted()).toEqual(['p1', 'p2']);
    expect(after.batch.counts).toMatchObject({ succeeded: 10, failed: 0, deadLettered: 0 });
    expect([after.output.length, after.error.length]).toEqual([10, 0]);
  });

  test.each([
    [{}, [1, 2, 3]],
    [{ model: 'm' }, [1, 2, 3]],
    [{ code: 'server_error' }, [1]],
    [{ code: 'request_dead_lettered' }, [1, 3]],
    [{ model: 'other' }, []],
  ])('of %j drops exactly what a dry run of it told', async (filter, seqs) => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const batch = await ended(installation);
    const dry = await clock.until(spillway.deadLetters.drop({ ...filter, dryRun: true }));
    expect([await listed(installation), await spillway.batches.get({ id: batch.id })]).toEqual([[1, 2, 3], batch]);
    expect(await clock.until(spillway.deadLetters.drop(filter))).toEqual(dry);
    expect([dry.matched, dry.dropped]).toEqual([seqs.length, seqs.length]);
    expect(await listed(installation)).toEqual([1, 2, 3].filter((seq) => !seqs.some((dropped) => dropped === seq)));
  });

  test('of some requests drops those of them that are dead letters, once', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const { id } = await ended(installation);
    const requestIds = [3, 1, 4, 1].map((seq) => `batch_req_${id}_${seq}`);
    expect(await clock.until(spillway.deadLetters.drop({ requestIds }))).toMatchObject({ matched: 2, dropped: 2 });
    expect(await listed(installation)).toEqual([2]);
    expect(await clock.until(spillway.deadLetters.drop({ requestIds }))).toMatchObject({ matched: 0, dropped: 0 });
    const order = { requestIds: [`batch_req_${id}_10`] };
    await expect(spillway.deadLetters.drop(order)).rejects.toMatchObject({ param: 'request_ids' });
  });

  test('leaves a batch that runs, and says so', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway } = installation;
    const script: Script = ({ prompt }) => (prompt === 'p1' ? failed('server_error') : 'hang');
    const worker = startWorker(installation, script, { concurrency: 16 });
    const { id } = await installation.submit(10, '1h');
    await clock.pass(60_000);
    for (const dryRun of [true, false]) {
      const answer = await clock.until(spillway.deadLetters.drop({ dryRun }));
      expect(answer).toMatchObject({ matched: 1, dropped: 0, batches: [] });
      expect(answer.skipped).toMatchObject([{ batchId: id, requests: 1, reason: 'running' }]);
    }
    expect(await listed(installation)).toEqual([1]);
    await spillway.batches.cancel({ id });
    await stopWorker(installation, worker);
  });

  test('leaves what is reopened while it looks, and says so', async () => {
    let meanwhile: ((spillway: Spillway) => Promise<unknown>) | undefined;
    const slow = (store: Store): Store => ({
      ...store,
      shards: {
        ...store.shards,
        async drop(batchId, drop) {
          await meanwhile?.(installation.spillway);
          meanwhile = undefined;
          return store.shards.drop(batchId, drop);
        },
      },
    });
    await using installation = await install({ spillway: quick, store: slow });
    const { clock, spillway } = installation;
    const { id } = await ended(installation);
    meanwhile = ({ batches }) => batches.retry({ id, outcomes: ['deadLettered'] });
    const answer = await clock.until(spillway.deadLetters.drop());
    expect(answer).toMatchObject({
      matched: 3,
      dropped: 0,
      skipped: [{ batchId: id, requests: 3, reason: 'changed' }],
    });
    const worker = startWorker(installation, () => answered);
    expect((await clock.until(spillway.batches.ended({ id }))).counts).toMatchObject({ succeeded: 10, failed: 0 });
    await stopWorker(installation, worker);
  });

  test('that is aborted has dropped what it says on the list, and a repeat drops the rest', async () => {
    const stop = new AbortController();
    const stopping = (store: Store): Store => ({
      ...store,
      shards: {
        ...store.shards,
        async drop(batchId, drop) {
          stop.abort();
          return store.shards.drop(batchId, drop);
        },
      },
    });
    await using installation = await install({ spillway: quick, store: stopping });
    const { clock, spillway } = installation;
    await ended(installation, { count: 700 });
    await expect(clock.until(spillway.deadLetters.drop({ signal: stop.signal }))).rejects.toThrow();
    expect(await listed(installation)).toEqual([601]);
    expect(await clock.until(spillway.deadLetters.drop())).toMatchObject({ matched: 1, dropped: 1 });
  });
});

describe('groups of dead letters', () => {
  test('count what failed alike over all batches, and choose it', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway } = installation;
    const first = await ended(installation, { count: 700 });
    const second = await ended(installation);
    const { groups, complete, lookedAt } = await clock.until(spillway.deadLetters.groups());
    expect([complete, lookedAt]).toEqual([true, 7]);
    expect(groups.map(({ code, count, batches }) => [code, count, batches])).toEqual([
      ['server_error', 3, 2],
      ['timeout', 2, 2],
      ['holder_died', 2, 2],
    ]);
    const [broken] = groups;
    expect(broken).toMatchObject({ model: 'm', message: 'a server_error' });
    expect(broken?.sampleIds.toSorted()).toEqual(
      [`${first.id}_1`, `${first.id}_601`, `${second.id}_1`].map((place) => `batch_req_${place}`).toSorted(),
    );
    expect(broken?.sampleIds[0]).toBe(`batch_req_${second.id}_1`);
    expect(broken?.firstAt).toBeLessThan(broken?.lastAt ?? 0);
    for (const { fingerprint, count } of groups) {
      const { deadLetters } = await clock.until(spillway.deadLetters.list({ fingerprint }));
      expect(deadLetters.map((each) => each.fingerprint)).toEqual(Array(count).fill(fingerprint));
      expect(await clock.until(spillway.deadLetters.requeue({ fingerprint, dryRun: true }))).toMatchObject({
        matched: count,
      });
      const lines = await clock.until(Array.fromAsync(spillway.deadLetters.download({ fingerprint })));
      expect(Buffer.concat(lines).toString().trimEnd().split('\n')).toHaveLength(count);
    }
    const chosen = { batchId: second.id, code: 'timeout' };
    expect(await clock.until(spillway.deadLetters.groups(chosen))).toMatchObject({
      groups: [{ count: 1 }],
      lookedAt: 1,
    });
    const fingerprint = broken?.fingerprint ?? '';
    expect(await clock.until(spillway.deadLetters.drop({ fingerprint }))).toMatchObject({ dropped: 3 });
    expect(await clock.until(spillway.deadLetters.groups({ fingerprint }))).toMatchObject({
      groups: [],
      complete: true,
    });
    expect(await clock.until(spillway.deadLetters.groups({ tenant: 'other' }))).toMatchObject({ lookedAt: 0 });
  });

  test('are counted without a look at inputs or lines', async () => {
    const reads = countedReads();
    await using installation = await install({ spillway: quick, blobs: reads.wrap });
    const { clock, spillway } = installation;
    await heavyAndDead(installation, { idBytes: 500, contentBytes: 50_000 });
    reads.bytes = 0;
    expect(await clock.until(spillway.deadLetters.groups())).toMatchObject({ groups: [{ count: 300 }] });
    // Five attempts of each are noted; its line alone has more than 500 bytes.
    expect(reads.bytes / 300).toBeLessThan(1_000);
    reads.bytes = 0;
    expect(await clock.until(spillway.deadLetters.drop())).toMatchObject({ dropped: 300 });
    expect(reads.bytes).toBe(0);
  });

  test('end when nobody waits for them any longer', async () => {
    await using installation = await install({ spillway: quick });
    await ended(installation, { count: 700 });
    const signal = AbortSignal.abort();
    await expect(installation.spillway.deadLetters.groups({ signal })).rejects.toThrow();
  });
});
