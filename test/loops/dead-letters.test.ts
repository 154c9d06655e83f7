import type { DeadLetter, DeadLetterFilter, DeadLetterQuery } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Batch } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { countedReads, deadly, ended, heavyAndDead, number, quick } from './deadly-batch.ts';
import { type Installation, install } from './installation.ts';
import { answered, failed, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

async function allOf({ clock, spillway }: Installation, query: DeadLetterQuery = {}): Promise<DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (let hasMore = true; hasMore; ) {
    const after = found.at(-1)?.id;
    const page = await clock.until(spillway.deadLetters.list({ ...query, ...(after !== undefined && { after }) }));
    found.push(...page.deadLetters);
    hasMore = page.hasMore;
    if (hasMore) expect(page.deadLetters).toHaveLength(query.limit ?? 20);
  }
  return found;
}

const places = (found: readonly DeadLetter[]) => found.map(({ batchId, seq }) => `${batchId} ${seq}`);

async function downloaded({ clock, spillway }: Installation, filter: DeadLetterFilter = {}): Promise<Line[]> {
  const chunks = await clock.until(Array.fromAsync(spillway.deadLetters.download(filter)));
  const text = Buffer.concat(chunks).toString();
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}

interface Line {
  readonly id: string;
  readonly custom_id: string;
  readonly input: { readonly custom_id: string };
  readonly output: { readonly error: { readonly code: string } };
  readonly attempt_history: readonly { readonly code: string }[];
}

describe('dead letters', () => {
  test('are what exhausted its attempts and what kills, with times, pools and errors', async () => {
    await using installation = await install({ spillway: quick });
    const batch = await ended(installation, { count: 700 });
    expect(batch.counts).toMatchObject({ succeeded: 696, deadLettered: 4 });
    const found = await allOf(installation);
    expect(found.map(({ seq }) => seq)).toEqual([1, 2, 3, 601]);
    const [broken, slow, lethal] = found;
    expect(broken).toMatchObject({ customId: 'c1', model: 'm', status: 'dead_lettered', attempts: 5, pool: 'spot' });
    expect(broken?.lastAttempt).toMatchObject({ code: 'server_error', message: 'a server_error', workerId: 'w1' });
    expect(broken?.lastAttempt?.startedAt).toBe(broken?.startedAt);
    expect(broken?.endedAt).toBeGreaterThan(broken?.startedAt ?? 0);
    expect(slow).toMatchObject({ errorCode: 'request_timeout', lastAttempt: { code: 'timeout' } });
    expect(lethal).toMatchObject({
      errorCode: 'request_dead_lettered',
      lastAttempt: { verdict: 'lapsed', pool: 'spot' },
    });
    expect(lethal?.lastAttempt?.message).toMatch(/died \d times/);
  });

  test('of all batches are listed, the newest batch first, whatever the size of the page', async () => {
    await using installation = await install({ spillway: quick });
    const [first, , third] = [
      await ended(installation, { count: 700 }),
      await ended(installation, { script: () => answered }),
      await ended(installation),
    ] as const;
    const expected = [
      ...[1, 2, 3].map((seq) => `${third.id} ${seq}`),
      ...[1, 2, 3, 601].map((seq) => `${first.id} ${seq}`),
    ];
    for (const limit of [1, 2, 3, 100]) expect(places(await allOf(installation, { limit }))).toEqual(expected);
    expect(places(await allOf(installation, { batchId: first.id, limit: 2 }))).toEqual(expected.slice(3));
  });

  test('are found by model and by what broke', async () => {
    await using installation = await install({ spillway: quick });
    await ended(installation);
    const found = async (query: DeadLetterQuery) => (await allOf(installation, query)).map(({ seq }) => seq);
    expect(await found({ model: 'm' })).toEqual([1, 2, 3]);
    expect(await found({ model: 'other' })).toEqual([]);
    expect(await found({ code: 'request_dead_lettered' })).toEqual([1, 3]);
    expect(await found({ code: 'server_error' })).toEqual([1]);
    expect(await found({ code: 'holder_died', model: 'm' })).toEqual([3]);
    expect(await found({ code: 'nothing' })).toEqual([]);
  });

  test('of a batch that runs are seen, and left alone by a requeue', async () => {
    await using installation = await install({ spillway: quick });
    const { clock, spillway } = installation;
    const script: Script = ({ prompt }) => (prompt === 'p1' ? failed('server_error') : 'hang');
    const worker = startWorker(installation, script, { concurrency: 16 });
    const { id } = await installation.submit(10, '1h');
    await clock.pass(60_000);
    expect((await allOf(installation)).map(({ seq }) => seq)).toEqual([1]);
    const answer = await clock.until(spillway.deadLetters.requeue());
    expect(answer).toMatchObject({ batches: [], reopened: [], skipped: [{ batchId: id, reason: 'running' }] });
    expect(answer.matched).toBe(1);
    expect((await spillway.batches.get({ id }))?.revision).toBe(1);
    await spillway.batches.cancel({ id });
    await stopWorker(installation, worker);
  });

  test('of another tenant are neither listed, shown, downloaded nor requeued', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const { id } = await ended(installation);
    const tenant = 'other';
    const request = `batch_req_${id}_1`;
    expect(await spillway.deadLetters.list({ tenant })).toEqual({ deadLetters: [], hasMore: false });
    expect(await spillway.deadLetters.list({ tenant, after: request })).toEqual({ deadLetters: [], hasMore: false });
    expect(await spillway.deadLetters.get({ tenant, id: request })).toBeUndefined();
    expect(await downloaded(installation, { tenant })).toEqual([]);
    expect(await spillway.deadLetters.requeue({ tenant })).toMatchObject({ matched: 0, batches: [], skipped: [] });
    for (const filter of [{ batchId: id }, { requestIds: [request] }]) {
      const refused = { code: 'not_found' };
      await expect(clock.until(spillway.deadLetters.requeue({ tenant, ...filter }))).rejects.toMatchObject(refused);
      await expect(downloaded(installation, { tenant, ...filter })).rejects.toMatchObject(refused);
    }
    await expect(spillway.deadLetters.list({ tenant, batchId: id })).rejects.toMatchObject({ code: 'not_found' });
    expect((await spillway.batches.get({ id }))?.revision).toBe(1);
  });

  test('one comes with its lines and attempts, and only when it is one', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway } = installation;
    const { id } = await ended(installation);
    const one = await spillway.deadLetters.get({ id: `batch_req_${id}_1` });
    expect(one?.attemptHistory.map(({ code }) => code)).toEqual(Array(5).fill('server_error'));
    expect(Buffer.from(one?.input ?? []).toString()).toContain('"p1"');
    expect(await spillway.deadLetters.get({ id: `batch_req_${id}_4` })).toBeUndefined();
    expect(await spillway.deadLetters.get({ id: `batch_req_${id}_99` })).toBeUndefined();
  });

  test('are told of when the input of their batch is gone, but for their line of it', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, blobs } = installation;
    const { id, plan } = await ended(installation);
    const before = await allOf(installation);
    await blobs.remove([plan?.blob ?? '']);
    expect(await allOf(installation)).toEqual(before);
    expect((await allOf(installation, { code: 'server_error' })).map(({ customId }) => customId)).toEqual(['c1']);
    const one = await spillway.deadLetters.get({ id: `batch_req_${id}_2` });
    expect(one).toMatchObject({ customId: 'c2', model: 'm', input: null, attemptHistory: { length: 5 } });
    const lines = await downloaded(installation);
    expect(lines.map(({ custom_id, input }) => [custom_id, input])).toEqual([1, 2, 3].map((seq) => [`c${seq}`, null]));
  });

  test('are gone with the results of their batch', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const kept = await ended(installation);
    const worker = startWorker(installation, deadly);
    const order = { inputFileId: kept.inputFileId, endpoint: kept.endpoint, outputExpiresAfterMs: 3_600_000 };
    const { id } = await spillway.batches.create(order);
    await clock.until(spillway.batches.ended({ id }));
    await stopWorker(installation, worker);
    const last = (await allOf(installation, { batchId: id })).at(-1)?.id ?? '';
    await clock.pass(3_700_000);
    expect(places(await allOf(installation))).toEqual([1, 2, 3].map((seq) => `${kept.id} ${seq}`));
    expect(places((await spillway.deadLetters.list({ after: last })).deadLetters)[0]).toBe(`${kept.id} 1`);
    await expect(spillway.deadLetters.list({ batchId: id })).rejects.toMatchObject({ code: 'conflict' });
    expect(await clock.until(spillway.deadLetters.requeue({ dryRun: true }))).toMatchObject({ matched: 3 });
  });
});

describe('a batch that is purged while it is read', () => {
  async function purgedMeanwhile(): Promise<Installation & { readonly kept: Batch; readonly purged: string }> {
    let slow = async (): Promise<void> => {};
    const slowBlobs = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async *read(key, range) {
        await slow();
        yield* blobs.read(key, range);
      },
    });
    const installation = await install({ spillway: quick, blobs: slowBlobs });
    const { spillway, clock } = installation;
    const kept = await ended(installation);
    const worker = startWorker(installation, deadly);
    const order = { inputFileId: kept.inputFileId, endpoint: kept.endpoint, outputExpiresAfterMs: 3_600_000 };
    const { id } = await spillway.batches.create(order);
    await clock.until(spillway.batches.ended({ id }));
    await stopWorker(installation, worker);
    slow = async () => {
      slow = async () => {};
      await clock.sleep(3_700_000);
    };
    return { ...installation, kept, purged: id };
  }

  test('is left out of a list and a download of all', async () => {
    await using installation = await purgedMeanwhile();
    const { kept } = installation;
    expect(places(await allOf(installation))).toEqual([1, 2, 3].map((seq) => `${kept.id} ${seq}`));
    await using again = await purgedMeanwhile();
    expect((await downloaded(again)).map(({ id }) => id)).toEqual(
      [1, 2, 3].map((seq) => `batch_req_${again.kept.id}_${seq}`),
    );
  });

  test('is refused where it was named', async () => {
    await using installation = await purgedMeanwhile();
    const refused = { code: 'conflict', param: 'id' };
    await expect(downloaded(installation, { batchId: installation.purged })).rejects.toMatchObject(refused);
    await using again = await purgedMeanwhile();
    await expect(allOf(again, { batchId: again.purged })).rejects.toMatchObject(refused);
  });
});

describe('a requeue of dead letters', () => {
  test('reopens their batches, and the new files take the place of the old ones in one step', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const before = await ended(installation);
    const answer = await clock.until(spillway.deadLetters.requeue({ window: '2h' }));
    expect(answer).toMatchObject({
      matched: 3,
      batches: [{ batchId: before.id, requests: 3 }],
      skipped: [],
      reopened: [{ id: before.id, revision: 2, phase: 'in_progress', window: '2h' }],
    });
    const worker = startWorker(installation, ({ prompt }) => (number(prompt) === 2 ? failed('timeout') : answered));
    const seen = new Set<string>();
    for (let batch: Batch | undefined = before; batch?.endedAt === null || seen.size === 0; ) {
      await clock.pass(20);
      batch = await spillway.batches.get({ id: before.id });
      seen.add(`${batch?.phase} ${batch?.outputFileId} ${batch?.errorFileId}`);
      if (batch?.endedAt !== null) break;
      expect([batch.outputFileId, batch.errorFileId]).toEqual([before.outputFileId, before.errorFileId]);
    }
    const { batch, output, error } = await installation.results(before);
    await stopWorker(installation, worker);
    expect(batch.outputFileId).not.toBe(before.outputFileId);
    expect(batch.errorFileId).not.toBe(before.errorFileId);
    expect(output.map((line) => line.custom_id)).toEqual([0, 1, 3, 4, 5, 6, 7, 8, 9].map((n) => `c${n}`));
    expect(error.map((line) => line.custom_id)).toEqual(['c2']);
    expect((await allOf(installation)).map(({ seq }) => seq)).toEqual([2]);
  });

  test.each([
    [{}, [1, 2, 3]],
    [{ model: 'm' }, [1, 2, 3]],
    [{ code: 'server_error' }, [1]],
    [{ code: 'request_dead_lettered' }, [1, 3]],
    [{ model: 'other' }, []],
  ])('of %j runs exactly what a dry run of it told', async (filter, seqs) => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const { id } = await ended(installation);
    const timeline = await spillway.batches.timeline({ id });
    const dry = await clock.until(spillway.deadLetters.requeue({ ...filter, dryRun: true }));
    expect(await spillway.batches.timeline({ id })).toEqual(timeline);
    expect(dry.reopened).toEqual([]);
    const { reopened, ...told } = await clock.until(spillway.deadLetters.requeue(filter));
    expect({ ...told, reopened: [] }).toEqual(dry);
    expect(told.matched).toBe(seqs.length);
    expect(reopened).toHaveLength(seqs.length > 0 ? 1 : 0);
    const worker = startWorker(installation, () => answered);
    await clock.until(spillway.batches.ended({ id }));
    await stopWorker(installation, worker);
    expect(worker.executor.started.toSorted()).toEqual(seqs.map((seq) => `p${seq}`));
  });

  test('of some requests runs those of them that are dead letters', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock } = installation;
    const { id } = await ended(installation);
    const requestIds = [3, 1, 4, 1].map((seq) => `batch_req_${id}_${seq}`);
    const answer = await clock.until(spillway.deadLetters.requeue({ requestIds }));
    expect(answer).toMatchObject({ matched: 2, batches: [{ batchId: id, requests: 2 }] });
    const worker = startWorker(installation, () => answered);
    await clock.until(spillway.batches.ended({ id }));
    await stopWorker(installation, worker);
    expect(worker.executor.started.toSorted()).toEqual(['p1', 'p3']);
    for (const wrong of ['', 'c1', `batch_req_${id}_10`, 'batch_req_batch_none_0']) {
      const order = { requestIds: [wrong] };
      await expect(spillway.deadLetters.requeue(order)).rejects.toMatchObject({ param: 'request_ids' });
    }
  });

  test('goes as far as there is room, and a dry run tells how far', async () => {
    await using installation = await install({ spillway: { ...quick, limits: { tenantLiveBatches: 2 } } });
    const { spillway, clock } = installation;
    const batches: Batch[] = [];
    for (let nth = 0; nth < 3; nth++) batches.push(await ended(installation));
    const ids = batches.map(({ id }) => id).toReversed();
    const dry = await clock.until(spillway.deadLetters.requeue({ dryRun: true }));
    expect(dry.batches.map(({ batchId }) => batchId)).toEqual(ids.slice(0, 2));
    expect(dry.skipped).toMatchObject([{ batchId: ids[2], requests: 3, reason: 'no_room' }]);
    const { reopened, ...told } = await clock.until(spillway.deadLetters.requeue());
    expect({ ...told, reopened: [] }).toEqual(dry);
    expect(reopened.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  });

  test('leaves a batch whose input is gone, and says so', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway, clock, blobs } = installation;
    const { id, plan } = await ended(installation);
    await blobs.remove([plan?.blob ?? '']);
    for (const dryRun of [true, false]) {
      const answer = await clock.until(spillway.deadLetters.requeue({ dryRun }));
      expect(answer).toMatchObject({ matched: 3, batches: [], skipped: [{ batchId: id, reason: 'input_gone' }] });
    }
  });

  test('whose window cannot be is refused before anything is reopened', async () => {
    await using installation = await install({ spillway: quick });
    const { spillway } = installation;
    const { id } = await ended(installation);
    const refused = { code: 'invalid_argument', param: 'completion_window' };
    await expect(spillway.deadLetters.requeue({ window: '1 week' })).rejects.toMatchObject(refused);
    expect((await spillway.batches.get({ id }))?.revision).toBe(1);
  });
});

describe('a download of dead letters', () => {
  test('holds each with its lines and attempts, in the order of the list', async () => {
    await using installation = await install({ spillway: quick });
    const first = await ended(installation, { count: 700 });
    await ended(installation);
    const lines = await downloaded(installation);
    expect(lines.map(({ id }) => id)).toEqual((await allOf(installation)).map(({ id }) => id));
    for (const { id, custom_id, input, output } of lines) {
      expect([input.custom_id, (output as unknown as Line).custom_id]).toEqual([custom_id, custom_id]);
      expect((output as unknown as Line).id).toBe(id);
    }
    expect(lines[0]?.attempt_history.map(({ code }) => code)).toEqual(Array(5).fill('server_error'));
    expect(lines[1]?.output.error.code).toBe('request_timeout');
    const some = await downloaded(installation, { batchId: first.id, code: 'server_error' });
    expect(some.map(({ custom_id }) => custom_id)).toEqual(['c1', 'c601']);
    const named = await downloaded(installation, { requestIds: [`batch_req_${first.id}_601`] });
    expect(named.map(({ custom_id }) => custom_id)).toEqual(['c601']);
  });

  test('holds a few megabytes at a time, and reads on when they are taken', async () => {
    const reads = countedReads();
    await using installation = await install({ spillway: quick, blobs: reads.wrap });
    await heavyAndDead(installation, { contentBytes: 100_000 });
    reads.bytes = 0;
    let written = 0;
    let ahead = 0;
    for await (const chunk of installation.spillway.deadLetters.download()) {
      written += chunk.length;
      ahead = Math.max(ahead, reads.bytes - 3 * written);
      expect(chunk.length).toBeLessThan(5_000_000);
    }
    expect(written).toBeGreaterThan(30_000_000);
    // An extent is 4 MiB; its input is read twice.
    expect(ahead).toBeLessThan(10_000_000);
  });

  test('ends when nobody waits for it any longer', async () => {
    await using installation = await install({ spillway: quick });
    await ended(installation, { count: 700 });
    const stop = new AbortController();
    const lines = installation.spillway.deadLetters.download({ signal: stop.signal });
    const chunks = lines[Symbol.asyncIterator]();
    expect((await chunks.next()).done).toBe(false);
    stop.abort();
    await expect(chunks.next()).rejects.toThrow();
  });
});
