import type { SpillwayOptions } from '@spillway/core';
import type { WorkerBeat } from '@spillway/core/store';
import { expect, it } from 'vitest';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { line, lineWith, model } from './input-lines.ts';

interface Asked {
  readonly input_file_id: string;
  readonly endpoint: string;
  readonly completion_window: string;
}

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: Record<string, unknown> & { readonly error?: { readonly message: string } };
}

/** An API on which nothing runs, with one spot worker that was measured at one request a second. */
async function measuredApi(options: Partial<SpillwayOptions> = {}, beat: Partial<WorkerBeat> = {}) {
  const api = await startApi({ coordinate: false, ...options });
  await api.store.workers.beat({
    ...{ id: 'spot-1', pool: 'spot', models: [model], contextTokens: {}, capacity: 4, inFlight: 0, version: '1' },
    ...{ engines: [], throughput: { [model]: { requestsPerSecond: 1, tokensPerSecond: null } }, readyMs: null },
    livesMs: 3_600_000,
    ...beat,
  });
  return api;
}

async function post({ url }: ApiUnderTest, path: string, json: object, key?: string): Promise<Answer> {
  const { status, headers, ...answer } = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, ...(key !== undefined && { 'idempotency-key': key }) },
    body: JSON.stringify(json),
  }).then(async (response) => {
    return { status: response.status, headers: response.headers, json: (await response.json()) as Answer['json'] };
  });
  return { status, headers, ...answer };
}

async function orderOf(api: ApiUnderTest, requests: number, window = '1h', tenant = 'default'): Promise<Asked> {
  const source = Buffer.from(Array.from({ length: requests }, (_, at) => `${line(`r${at}`)}\n`).join(''));
  const file = await api.spillway.files.upload({ tenant, filename: 'input.jsonl', source });
  return { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: window };
}

const create = (api: ApiUnderTest, order: Asked, key?: string): Promise<Answer> => post(api, '/v1/batches', order, key);

it('a quote says what the file holds, when it would be done, what it would cost, and whether that is in time', async () => {
  await using api = await measuredApi();
  const { status, json } = await post(api, '/v1/batches/quote', await orderOf(api, 600));
  expect([status, json]).toEqual([
    200,
    expect.objectContaining({
      ...{ object: 'batch.quote', completion_window: '1h', requests: 600, measured: true, feasible: 'yes' },
      models: [
        {
          ...{ model, requests: 600, tokens: expect.any(Number) },
          throughput: { requests_per_second: 1, tokens_per_second: null },
        },
      ],
      errors: null,
      on_dedicated: null,
      reason: 'Expected to be done in 11 min, within 1h.',
    }),
  ]);
  expect(json.expected).toEqual({
    finish_in_seconds: { earliest: 400, expected: 602, latest: 914 },
    cost: { low: 0.1111, expected: 0.1667, high: 0.25 },
  });
  expect(json.on_spot).toEqual(json.expected);
  expect((await api.client.batches.list()).data).toEqual([]);
});

it('a quote of an unmeasured model says so, and such a batch is let in', async () => {
  await using api = await measuredApi({ refuseInfeasible: true }, { throughput: {} });
  const order = await orderOf(api, 9_000, '1m');
  expect((await post(api, '/v1/batches/quote', order)).json).toMatchObject({
    ...{ measured: false, feasible: 'unknown', expected: null },
    reason: expect.stringMatching(/never measured.*Run a small batch/),
  });
  expect((await create(api, order)).status).toBe(200);
});

it('a quote of a bad file has the problems that its batch would fail with', async () => {
  await using api = await measuredApi();
  const source = Buffer.from(`${lineWith('a', { stream: true })}\n${line('a')}\n`);
  const file = await api.spillway.files.upload({ filename: 'bad.jsonl', source });
  const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '1h' };
  const { json } = await post(api, '/v1/batches/quote', order);
  const problems = [
    expect.objectContaining({ code: 'streaming_unsupported', line: 1 }),
    expect.objectContaining({ code: 'duplicate_custom_id', line: 2 }),
  ];
  expect(json).toMatchObject({ feasible: 'unknown', expected: null, errors: { object: 'list', data: problems } });
});

it('a quote is refused for what no batch could be created with, and for the file of another tenant', async () => {
  await using api = await measuredApi();
  const order = await orderOf(api, 1);
  const statusOf = async (changes: object) => (await post(api, '/v1/batches/quote', { ...order, ...changes })).status;
  expect(await statusOf({ completion_window: 'soon' })).toBe(400);
  expect(await statusOf({ endpoint: '/v1/images' })).toBe(400);
  expect(await statusOf({ priority: -1 })).toBe(400);
  expect(await statusOf({ input_file_id: 'file-none' })).toBe(404);
  expect(await statusOf(await orderOf(api, 1, '1h', 'other'))).toBe(404);
});

it('a batch that even alone takes longer than its window is a 400 that names the shortest, which is then let in', async () => {
  await using api = await measuredApi({ refuseInfeasible: true });
  const order = await orderOf(api, 3_600, '30m');
  const refused = await create(api, order);
  expect([refused.status, refused.json.error]).toEqual([
    400,
    {
      ...{ type: 'invalid_request_error', code: 'window_infeasible', param: 'completion_window' },
      message: expect.stringMatching(/even if nothing else waits.*The shortest window that would do now is \d+m\./),
    },
  ]);
  const [, shortest = ''] = /now is (\d+m)\./.exec(refused.json.error?.message ?? '') ?? [];
  expect((await create(api, { ...order, completion_window: shortest })).status).toBe(200);
});

it('a batch that only the work before it keeps from its window is a 429 with when to come again', async () => {
  await using api = await measuredApi({ refuseInfeasible: true });
  const order = await orderOf(api, 2_400);
  expect((await create(api, order, 'first')).status).toBe(200);
  const refused = await create(api, order, 'second');
  expect([refused.status, refused.json.error]).toEqual([
    429,
    expect.objectContaining({ code: 'limit_reached', param: 'completion_window' }),
  ]);
  // The first takes 40 minutes, and the second fits into its hour once a third of that is done.
  const seconds = Number(refused.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(15 * 60);
  expect(seconds).toBeLessThan(40 * 60);
  expect(refused.headers.get('x-should-retry')).toBe('false');
  const { json } = await post(api, '/v1/batches/quote', order);
  expect(json).toMatchObject({
    feasible: 'no',
    fits_in_seconds: expect.any(Number),
    shortest_window: expect.any(String),
  });
});

it('a repeat of a create is answered whatever is feasible by then', async () => {
  await using api = await measuredApi({ refuseInfeasible: true });
  const order = await orderOf(api, 2_400);
  const { json: first } = await create(api, order, 'key');
  expect((await create(api, order)).status).toBe(429);
  const repeated = await create(api, order, 'key');
  expect([repeated.status, repeated.json.id]).toEqual([200, first.id]);
});

it('calls that repeat each other at one moment are answered with the one batch that they make', async () => {
  await using api = await measuredApi({ refuseInfeasible: true });
  const order = await orderOf(api, 2_400);
  const answers = await Promise.all(Array.from({ length: 4 }, () => create(api, order, 'key')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ json }) => json.id)).size).toBe(1);
});

it('of batches that come at one moment only those are let in that fit beside each other', async () => {
  await using api = await measuredApi({ refuseInfeasible: true });
  const order = await orderOf(api, 1_500);
  const answers = await Promise.all(Array.from({ length: 6 }, () => create(api, order)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 429, 429, 429, 429]);
});

it('a clone is judged like any other batch', async () => {
  await using api = await measuredApi({ refuseInfeasible: true });
  const { json } = await create(api, await orderOf(api, 2_400));
  const cloned = (window: string) => post(api, `/v1/batches/${json.id}/clone`, { completion_window: window });
  expect((await cloned('30m')).json.error).toMatchObject({ code: 'window_infeasible' });
  expect((await cloned('1h')).status).toBe(429);
  expect((await cloned('3h')).status).toBe(200);
});

it('without the option nothing is refused for its window', async () => {
  await using api = await measuredApi();
  expect((await create(api, await orderOf(api, 9_000, '1m'))).status).toBe(200);
});
