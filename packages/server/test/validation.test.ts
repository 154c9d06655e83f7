import type { Batch } from 'openai/resources/batches';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from './api-under-test.ts';
import { createBatch, line, lineWith, model } from './input-lines.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  api = await startApi({ limits: { batchRequests: 5, lineBytes: 2_000 } });
});
afterAll(() => api[Symbol.asyncDispose]());

async function failed(lines: readonly string[], on = api): Promise<Batch> {
  const { id } = await createBatch(on.client, lines);
  await on.ended(id);
  return on.client.batches.retrieve(id);
}

const good = line('good');

describe('a batch fails with code, param and line for', () => {
  it.each([
    ['a line that is no JSON', [good, '{"custom_id": "x"'], 'invalid_json_line', null, 2],
    ['a line that is no object', ['[]', good], 'invalid_json_line', null, 1],
    ['a field twice', [good, `{"custom_id":"y",${line('x').slice(1)}`], 'invalid_json_line', null, 2],
    ['a custom_id twice', [good, line('x'), line('good')], 'duplicate_custom_id', 'custom_id', 3],
    ['no custom_id', [line('x', { custom_id: undefined })], 'missing_required_parameter', 'custom_id', 1],
    ['no method', [good, line('x', { method: undefined })], 'missing_required_parameter', 'method', 2],
    ['no url', [line('x', { url: undefined })], 'missing_required_parameter', 'url', 1],
    ['no body', [line('x', { body: undefined })], 'missing_required_parameter', 'body', 1],
    ['another url', [good, line('x', { url: '/v1/embeddings' })], 'invalid_url', 'url', 2],
    ['another method', [line('x', { method: 'GET' })], 'invalid_method', 'method', 1],
    ['a second model', [good, lineWith('x', { model: 'other' })], 'mismatched_model', 'body.model', 2],
    ['no model', [lineWith('x', { model: undefined })], 'invalid_request', 'body.model', 1],
    ['a stream', [good, lineWith('x', { stream: true })], 'streaming_unsupported', 'body.stream', 2],
    ['too many lines', ['1', '2', '3', '4', '5', '6'].map((id) => line(id)), 'too_many_tasks', null, null],
    ['no line', [], 'empty_file', null, null],
    ['blank lines alone', ['', '  ', ''], 'empty_file', null, null],
    ['a line that is too long', [good, lineWith('x', { user: 'u'.repeat(2_000) })], 'line_too_long', null, 2],
  ])('%s', async (_, lines, code, param, number) => {
    const batch = await failed(lines);
    expect(batch).toMatchObject({
      status: 'failed',
      output_file_id: null,
      error_file_id: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
    });
    expect(batch.failed_at).toBeGreaterThanOrEqual(batch.created_at);
    expect(batch.errors).toEqual({
      object: 'list',
      data: [{ code, param, line: number, message: expect.any(String) }],
    });
  });

  it('a model that no engine serves, once engines are known', async () => {
    await using known = await startApi();
    await known.store.workers.beat({
      id: 'worker-1',
      pool: 'spot',
      models: [model],
      contextTokens: {},
      capacity: 1,
      inFlight: 0,
      version: '0',
      engines: [],
      throughput: {},
      readyMs: null,
      livesMs: 60_000,
    });
    const batch = await failed([lineWith('x', { model: 'gpt-unknown' })], known);
    expect(batch.errors?.data).toMatchObject([{ code: 'model_not_found', param: 'body.model', line: 1 }]);
  });

  it('an input file that does not exist', async () => {
    const { id } = await api.client.batches.create({
      input_file_id: 'file-none',
      endpoint: '/v1/chat/completions',
      completion_window: '24h',
    });
    await api.ended(id);
    const batch = await api.client.batches.retrieve(id);
    expect(batch.errors?.data).toMatchObject([{ code: 'invalid_request', param: 'file_id', line: null }]);
  });

  it('every line that is wrong, in their order', async () => {
    const batch = await failed([line('x', { method: 'GET' }), 'nothing', line('x')]);
    expect(batch.errors?.data?.map(({ code, line: number }) => [code, number])).toEqual([
      ['invalid_method', 1],
      ['invalid_json_line', 2],
      ['duplicate_custom_id', 3],
    ]);
  });
});
