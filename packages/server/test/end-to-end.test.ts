import { createMemoryStore } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import { createVllmExecutor } from '@spillway/executor-vllm';
import { type EngineOptions, echoOf, startEngine } from '@spillway/simulator';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../store-postgres/test/test-server.ts';
import { type ApiUnderTest, startApi } from './api-under-test.ts';
import { createBatch, line, lineWith } from './input-lines.ts';
import { rowsOf } from './result-rows.ts';

/** An API in front of one worker and one engine. */
async function working(
  store: Store,
  engineOptions: EngineOptions,
  run: (api: ApiUnderTest) => Promise<void>,
): Promise<void> {
  await using engine = await startEngine({ speed: Number.POSITIVE_INFINITY, ...engineOptions });
  const executor = createVllmExecutor({ engines: [engine.url] });
  await using api = await startApi({ store, workers: [{ executor }] });
  await run(api);
  expect(api.errors).toEqual([]);
}

const ids = Array.from({ length: 600 }, (_, index) => `request ${index} ä😀`);
const refused = new Set(ids.filter((_, index) => index % 50 === 7));

/** From upload to the last row, some of which fail. */
async function answersEveryRequest({ client, ended }: ApiUnderTest): Promise<void> {
  const lines = ids.map((id) => (refused.has(id) ? lineWith(id, { messages: [] }) : line(id)));
  const { id } = await createBatch(client, lines, { metadata: { of: 'end to end' } });
  await ended(id);
  const batch = await client.batches.retrieve(id);
  expect(batch).toMatchObject({
    status: 'completed',
    model: 'spillway-sim',
    errors: null,
    metadata: { of: 'end to end' },
    request_counts: { total: ids.length, completed: ids.length - refused.size, failed: refused.size },
  });
  const { input_tokens, output_tokens, total_tokens } = batch.usage ?? {};
  expect(output_tokens).toBeGreaterThan(0);
  expect(total_tokens).toBe((input_tokens ?? 0) + (output_tokens ?? 0));

  const output = await rowsOf(client, batch.output_file_id);
  expect(output.map((row) => row.custom_id)).toEqual(ids.filter((id) => !refused.has(id)));
  for (const row of output) {
    expect(row).toMatchObject({ error: null, response: { status_code: 200, request_id: expect.any(String) } });
    expect(row.id).toMatch(/^batch_req_/);
    expect(row.response?.body.choices?.[0]?.message.content).toContain(echoOf(`Hello ${row.custom_id}`));
  }
  const errors = await rowsOf(client, batch.error_file_id);
  expect(errors.map((row) => row.custom_id)).toEqual([...refused]);
  for (const row of errors) {
    expect(row).toMatchObject({ error: null, response: { status_code: 400 } });
    expect(Object.keys(row.response?.body.error ?? {}).toSorted()).toEqual(['code', 'message', 'param', 'type']);
  }
  expect(await client.files.retrieve(batch.output_file_id as string)).toMatchObject({
    purpose: 'batch_output',
    filename: `${id}_output.jsonl`,
  });
}

async function allFail({ client, ended }: ApiUnderTest): Promise<void> {
  const { id } = await createBatch(client, [lineWith('one', { messages: [] })]);
  await ended(id);
  const batch = await client.batches.retrieve(id);
  expect(batch).toMatchObject({
    status: 'completed',
    output_file_id: null,
    request_counts: { total: 1, completed: 0, failed: 1 },
  });
  expect(await rowsOf(client, batch.error_file_id)).toHaveLength(1);
}

async function allSucceed({ client, ended }: ApiUnderTest): Promise<void> {
  const { id } = await createBatch(client, [line('one')]);
  await ended(id);
  expect(await client.batches.retrieve(id)).toMatchObject({
    status: 'completed',
    error_file_id: null,
    request_counts: { total: 1, completed: 1, failed: 0 },
  });
}

/** Nobody works here, so everything that was asked for is cancelled. */
async function cancels(store: Store): Promise<void> {
  await using api = await startApi({ store });
  const { client, ended } = api;
  const { id } = await createBatch(client, [line('one'), line('two')]);
  while ((await client.batches.retrieve(id)).status === 'validating');
  expect(await client.batches.cancel(id)).toMatchObject({ status: 'cancelling', request_counts: { total: 2 } });
  await ended(id);
  const batch = await client.batches.retrieve(id);
  expect(batch).toMatchObject({
    status: 'cancelled',
    output_file_id: null,
    request_counts: { total: 2, completed: 0, failed: 2 },
  });
  const rows = await rowsOf(client, batch.error_file_id);
  expect(rows.map((row) => row.custom_id)).toEqual(['one', 'two']);
  for (const row of rows) expect(row).toMatchObject({ response: null, error: { code: 'batch_cancelled' } });
}

const transient = { status429: 0.1, status500: 0.02, reset: 0.02, truncate: 0.02, retryAfterSeconds: 0 };

function defineLaws(freshStore: () => Promise<Store>): void {
  it('answers every request of a batch once, in input order, and names those that failed', async () =>
    working(await freshStore(), {}, answersEveryRequest));
  it('has no output file when every request failed', async () => working(await freshStore(), {}, allFail));
  it('has no error file when every request succeeded', async () => working(await freshStore(), {}, allSucceed));
  it('ends a cancelled batch with a row for each request', async () => cancels(await freshStore()));
}

describe('the API on memory', () => {
  defineLaws(async () => createMemoryStore());
  it('hides what an engine does wrong for a while', async () =>
    working(createMemoryStore(), { faults: transient }, answersEveryRequest));
});

describe('the API on PostgreSQL', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  defineLaws(async () => {
    const { url } = await server.createDatabase();
    await migrate({ connectionString: url });
    return createPostgresStore({ connectionString: url });
  });
});
