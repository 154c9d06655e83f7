import type { BatchRequest, RequestStatus, Spillway } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { type Installation, install } from './installation.ts';
import { answered, busy, failed, refused, type Script } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';

const number = (prompt: string): number => Number(prompt.slice(1));

/** Every request of the pages, in pages of this size. */
async function allOf(spillway: Spillway, id: string, status?: RequestStatus, limit = 100): Promise<BatchRequest[]> {
  const requests: BatchRequest[] = [];
  for (let hasMore = true; hasMore; ) {
    const after = requests.at(-1)?.id;
    const query = { id, limit, ...(status && { status }), ...(after !== undefined && { after }) };
    const page = await spillway.batches.requests(query);
    requests.push(...(page?.requests ?? []));
    hasMore = page?.hasMore ?? false;
    if (hasMore) expect(page?.requests).toHaveLength(limit);
  }
  return requests;
}

const seqs = (requests: readonly BatchRequest[]): number[] => requests.map(({ seq }) => seq);
const all = (count: number, is: (seq: number) => boolean = () => true): number[] =>
  Array.from({ length: count }, (_, seq) => seq).filter(is);

/** 1,100 requests in three extents: some refused, some dead-lettered, p600 hangs, the last hundred are never begun. */
async function midway(installation: Installation): Promise<string> {
  const script: Script = ({ prompt }) => {
    const n = number(prompt);
    if (n === 600) return 'hang';
    if (n === 1 || n === 700) return refused;
    if (n === 2) return failed('server_error');
    return n >= 1_000 ? busy : answered;
  };
  startWorker(installation, script, { id: 'w1', concurrency: 256 });
  const { id } = await installation.submit(1_100, '1h');
  await installation.clock.pass(120_000);
  return id;
}

describe('the requests of a batch', () => {
  test('are those of its input, in order, whatever the size of the page', async () => {
    await using installation = await install();
    const id = await midway(installation);
    for (const limit of [100, 33]) {
      const requests = await allOf(installation.spillway, id, undefined, limit);
      expect(seqs(requests)).toEqual(all(1_100));
      expect(requests.every(({ customId, seq, model }) => customId === `c${seq}` && model === 'm')).toBe(true);
    }
    await installation.spillway.batches.cancel({ id });
  });

  test('are found by their status, which is where they are', async () => {
    await using installation = await install();
    const { spillway } = installation;
    const id = await midway(installation);
    expect(seqs(await allOf(spillway, id, 'failed'))).toEqual([1, 700]);
    expect(seqs(await allOf(spillway, id, 'dead_lettered'))).toEqual([2]);
    expect(seqs(await allOf(spillway, id, 'completed'))).toEqual(all(1_000, (seq) => ![1, 2, 600, 700].includes(seq)));
    const running = await allOf(spillway, id, 'running');
    expect(seqs(running)).toContain(600);
    expect(running.every(({ workerId, pool }) => workerId === 'w1' && pool === 'spot')).toBe(true);
    const open = [...seqs(running), ...seqs(await allOf(spillway, id, 'queued'))];
    expect(open.sort((left, right) => left - right)).toEqual([600, ...all(1_100, (seq) => seq >= 1_000)]);
    expect(await allOf(spillway, id, 'expired')).toEqual([]);
    await spillway.batches.cancel({ id });
    await installation.clock.until(spillway.batches.ended({ id }));
    const cancelled = await allOf(spillway, id, 'cancelled');
    expect(seqs(cancelled)).toEqual(open.sort((left, right) => left - right));
    expect(cancelled[0]).toMatchObject({ errorCode: 'batch_cancelled', usage: null, startedAt: null, pool: null });
    expect(cancelled[0]?.endedAt).not.toBeNull();
    expect(await allOf(spillway, id, 'running')).toEqual([]);
  });

  test('say how they went', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    const before = clock.now();
    const id = await midway(installation);
    const [well, bad, dead] = (await spillway.batches.requests({ id, limit: 3 }))?.requests ?? [];
    expect(well).toMatchObject({
      id: `batch_req_${id}_0`,
      batchId: id,
      status: 'completed',
      attempts: 1,
      pool: 'spot',
      workerId: 'w1',
      engine: 'scripted',
      durationMs: 100,
      usage: { inputTokens: 3, cachedTokens: 1, outputTokens: 5, reasoningTokens: 2 },
      errorCode: null,
    });
    expect(well?.startedAt).toBeGreaterThan(before);
    expect(well?.endedAt).toBeGreaterThanOrEqual((well?.startedAt ?? 0) + 100);
    expect(bad).toMatchObject({ status: 'failed', attempts: 1, errorCode: 'http_400' });
    expect(dead).toMatchObject({ status: 'dead_lettered', attempts: 5, errorCode: 'request_dead_lettered' });
    await spillway.batches.cancel({ id });
  });

  test('are found by their custom_id', async () => {
    await using installation = await install();
    const { spillway } = installation;
    const id = await midway(installation);
    const found = async (query: object) => seqs((await spillway.batches.requests({ id, ...query }))?.requests ?? []);
    expect(await found({ customId: 'c513' })).toEqual([513]);
    expect(await found({ customId: 'c700', status: 'failed' })).toEqual([700]);
    expect(await found({ customId: 'c700', status: 'completed' })).toEqual([]);
    expect(await found({ customId: 'c700', after: `batch_req_${id}_700` })).toEqual([]);
    for (const customId of ['C513', 'c1100', '', 'c']) expect(await found({ customId })).toEqual([]);
    await spillway.batches.cancel({ id });
  });

  test('are found by their custom_id, not by its hash', async () => {
    // An index in which every hash is that of the fourth request.
    const colliding = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async *read(key, range) {
        for await (const chunk of blobs.read(key, range)) {
          const bytes = Buffer.from(chunk);
          const isRecords = key.startsWith('indexes/') && (range?.offset ?? 0) > 0;
          for (let at = 8; isRecords && at < bytes.length; at += 12) bytes.writeUInt32BE(3, at);
          yield bytes;
        }
      },
    });
    await using installation = await install({ blobs: colliding });
    const { id } = await installation.submit(10);
    await installation.clock.pass(2_000);
    const named = async (customId: string) =>
      (await installation.spillway.batches.requests({ id, customId }))?.requests;
    expect(await named('c3')).toMatchObject([{ seq: 3 }]);
    expect(await named('c5')).toEqual([]);
  });

  test('are none before planning, of nobody else, and after an id that is none', async () => {
    await using installation = await install({ spillway: { coordinate: false } });
    const { spillway } = installation;
    const { id } = await installation.submit(10);
    const nothing = { requests: [], hasMore: false };
    expect(await spillway.batches.requests({ id })).toEqual(nothing);
    expect(await spillway.batches.requests({ id, tenant: 'other' })).toBeUndefined();
    expect(await spillway.batches.requests({ id: 'batch_none' })).toBeUndefined();
    const stop = new AbortController();
    const ended = spillway.coordinator().run({ signal: stop.signal });
    await installation.clock.pass(2_000);
    expect(seqs(await allOf(spillway, id))).toEqual(all(10));
    for (const after of ['', 'c1', `batch_req_${id}_10`, `batch_req_${id}_01`, 'batch_req_batch_none_1']) {
      expect(await spillway.batches.requests({ id, after })).toEqual(nothing);
    }
    for (const limit of [0, 101, 1.5, Number.NaN]) {
      await expect(spillway.batches.requests({ id, limit })).rejects.toMatchObject({ param: 'limit' });
    }
    stop.abort();
    await installation.clock.until(ended);
  });

  test('that nobody has cost no look at any extent', async () => {
    let looks = 0;
    const counting = (store: Store): Store => ({
      ...store,
      shards: {
        ...store.shards,
        settlements(...args) {
          looks++;
          return store.shards.settlements(...args);
        },
        list(...args) {
          looks++;
          return store.shards.list(...args);
        },
      },
    });
    await using installation = await install({ store: counting });
    const { spillway } = installation;
    const worker = startWorker(installation, ({ prompt }) => (number(prompt) === 7 ? refused : answered), {
      concurrency: 256,
    });
    const { batch } = await installation.results(await installation.submit(20_000));
    await stopWorker(installation, worker);
    looks = 0;
    for (const status of ['queued', 'running', 'dead_lettered', 'expired', 'cancelled'] as const) {
      expect(await allOf(spillway, batch.id, status)).toEqual([]);
    }
    expect(looks).toBe(0);
    // All that there are were found on the first look.
    expect(seqs(await allOf(spillway, batch.id, 'failed'))).toEqual([7]);
    expect(looks).toBe(1);
  });

  test('that is settled between two reads is seen as ended', async () => {
    let between = async (): Promise<void> => {};
    const slow = (store: Store): Store => ({
      ...store,
      shards: {
        ...store.shards,
        async list(...args) {
          const page = await store.shards.list(...args);
          await between();
          return page;
        },
      },
    });
    await using installation = await install({ store: slow });
    const { clock, spillway } = installation;
    const { id } = await installation.submit(40);
    await clock.pass(2_000);
    const worker = startWorker(installation, () => answered, { concurrency: 64 });
    between = () => clock.sleep(60_000);
    const requests = await clock.until(allOf(spillway, id));
    expect(requests.map(({ status }) => status)).toEqual(Array(40).fill('completed'));
    await stopWorker(installation, worker);
  });
});

describe('one request', () => {
  const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();

  test('comes with its lines, byte for byte', async () => {
    await using installation = await install();
    const { spillway } = installation;
    const odd = `  {"custom_id" : "\\u0041", "method":"POST","url":"/v1/chat/completions", "body":{"model":"m","n":1.0,"messages":[{"role":"user","content":"p1"}]}}\r`;
    const other = odd.replace('\\u0041', 'b').replace('p1', 'p2');
    const file = await spillway.files.upload({ filename: 'a.jsonl', source: Buffer.from(`${odd}\n\n${other}`) });
    const batch = await spillway.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
    await installation.clock.pass(2_000);
    const request = (seq: number) => spillway.batches.request({ id: `batch_req_${batch.id}_${seq}` });
    expect(await request(0)).toMatchObject({ customId: 'A', status: 'queued', output: null });
    const worker = startWorker(installation, ({ prompt }) => (prompt === 'p1' ? answered : refused));
    await installation.results(batch);
    const [first, second] = [await request(0), await request(1)];
    expect([text(first?.input), text(second?.input)]).toEqual([odd, other]);
    expect(text(first?.output)).toMatch(/^\{"id":"batch_req_.*"custom_id":"\\u0041".*"error":null\}$/);
    expect(second).toMatchObject({ status: 'failed', customId: 'b', seq: 1 });
    await stopWorker(installation, worker);
  });

  test('is none under an id that is none, in another batch or of another tenant', async () => {
    await using installation = await install();
    const { spillway, clock } = installation;
    const { id } = await installation.submit(3, '5m');
    expect(await spillway.batches.request({ id: `batch_req_${id}_0` })).toBeUndefined();
    await clock.pass(2_000);
    for (const wrong of [
      `batch_req_${id}_3`,
      `batch_req_${id}_00`,
      `${id}_0`,
      'batch_req_batch_none_0',
      '',
      'x'.repeat(1e5),
    ]) {
      expect(await spillway.batches.request({ id: wrong })).toBeUndefined();
    }
    expect(await spillway.batches.request({ id: `batch_req_${id}_0`, tenant: 'other' })).toBeUndefined();
    await clock.until(spillway.batches.ended({ id }));
    const expired = await spillway.batches.request({ id: `batch_req_${id}_2` });
    expect(expired).toMatchObject({ status: 'expired', errorCode: 'batch_expired' });
    expect(text(expired?.output)).toContain('"batch_expired"');
  });

  test('can be asked for until it is purged, and not longer than anybody waits', async () => {
    let wait: Promise<void> | undefined;
    const stuck = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async *read(key, range) {
        await wait;
        yield* blobs.read(key, range);
      },
    });
    await using installation = await install({ blobs: stuck });
    const { spillway, clock } = installation;
    const { inputFileId, endpoint } = await installation.submit(3);
    const brief = { window: '5m', outputExpiresAfterMs: 3_600_000 };
    const { id } = await spillway.batches.create({ inputFileId, endpoint, ...brief });
    await clock.until(spillway.batches.ended({ id }));
    wait = new Promise(() => {});
    const stop = new AbortController();
    const asked = [
      spillway.batches.request({ id: `batch_req_${id}_0`, signal: stop.signal }),
      spillway.batches.requests({ id, signal: stop.signal }),
      spillway.batches.results({ id, signal: stop.signal }),
    ];
    const answers = Promise.allSettled(asked);
    await clock.pass(1_000);
    stop.abort();
    expect((await answers).map((answer) => answer.status === 'rejected' && answer.reason.code)).toEqual(
      Array(3).fill('closed'),
    );
    wait = undefined;
    await clock.pass(2 * 3_600_000);
    const expired = { code: 'conflict', message: `The results of batch '${id}' have expired.` };
    await expect(spillway.batches.request({ id: `batch_req_${id}_0` })).rejects.toMatchObject(expired);
    await expect(spillway.batches.requests({ id })).rejects.toMatchObject(expired);
    await expect(spillway.batches.results({ id })).rejects.toMatchObject(expired);
    await expect(spillway.batches.retry({ id })).rejects.toMatchObject(expired);
  });
});
