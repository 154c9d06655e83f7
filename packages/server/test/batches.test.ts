import { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiUnderTest, startApi } from './api-under-test.ts';
import { createBatch, line } from './input-lines.ts';

let api: ApiUnderTest;
beforeAll(async () => {
  // Nothing is planned here, so every batch stays as it was created.
  api = await startApi({ coordinate: false });
});
afterAll(() => api[Symbol.asyncDispose]());

async function refusal(call: Promise<unknown>): Promise<APIError> {
  const error = await call.then(
    () => undefined,
    (error) => error,
  );
  expect(error).toBeInstanceOf(APIError);
  return error;
}

const good = { input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' };

describe('a batch', () => {
  it('is described as the wire wants it from the start', async () => {
    const metadata = { customer: 'acme', __proto__: 'x' };
    const batch = await createBatch(api.client, [line('one')], { metadata });
    const { id, input_file_id, created_at, ...rest } = batch;
    expect(id).toMatch(/^batch_/);
    expect(input_file_id).toMatch(/^file-/);
    expect(rest).toEqual({
      object: 'batch',
      endpoint: '/v1/chat/completions',
      model: null,
      errors: null,
      completion_window: '24h',
      status: 'validating',
      output_file_id: null,
      error_file_id: null,
      in_progress_at: null,
      expires_at: created_at + 86_400,
      finalizing_at: null,
      completed_at: null,
      failed_at: null,
      expired_at: null,
      cancelling_at: null,
      cancelled_at: null,
      request_counts: { total: 0, completed: 0, failed: 0 },
      outcomes: { open: 0, succeeded: 0, failed: 0, dead_lettered: 0, expired: 0, cancelled: 0 },
      usage: null,
      metadata,
      tenant: 'default',
      priority: 1,
      user: null,
      revision: 1,
      deduplicated: 0,
      estimate: null,
    });
    expect(await api.client.batches.retrieve(id)).toEqual(batch);
  });

  it('has the priority that its metadata ask for', async () => {
    const priorityOf = async (metadata: Record<string, string>): Promise<unknown> => {
      const batch = await createBatch(api.client, [line('one')], { metadata });
      expect(batch.metadata).toEqual(metadata);
      return (batch as { priority?: unknown }).priority;
    };
    expect(await priorityOf({ priority: 'high' })).toBe(10);
    expect(await priorityOf({ priority: '7' })).toBe(7);
    expect(await priorityOf({ priority: 'as you like' })).toBe(1);
    expect(await priorityOf({ spillway_priority: 'low' })).toBe(0);
    await expect(priorityOf({ spillway_priority: 'as you like' })).rejects.toMatchObject({
      status: 400,
      param: 'metadata.spillway_priority',
    });
  });

  it('takes any window of whole minutes, hours or days', async () => {
    const batch = await createBatch(api.client, [line('one')], { completion_window: '90m' as '24h' });
    expect(batch.expires_at).toBe(batch.created_at + 90 * 60);
  });

  it('is one for an idempotency key, and another call under the key is refused', async () => {
    const headers = { 'idempotency-key': 'once' };
    const create = (metadata: Record<string, string>) =>
      api.client.batches.create({ ...good, metadata } as never, { headers });
    const first = await create({ try: 'a' });
    expect(await create({ try: 'a' })).toEqual(first);
    expect(await refusal(create({ try: 'b' }))).toMatchObject({ status: 400, param: 'idempotency_key' });
  });

  it('that is unknown is 404 in the words of the wire', async () => {
    for (const call of [api.client.batches.retrieve('batch_none'), api.client.batches.cancel('batch_none')]) {
      const error = await refusal(call);
      expect(error).toMatchObject({ status: 404, type: 'invalid_request_error', param: null, code: null });
      expect(error.message).toContain("No batch found with id 'batch_none'.");
    }
  });

  it('that is cancelled is cancelling, again and again', async () => {
    const { id } = await createBatch(api.client, [line('one')]);
    const cancelled = await api.client.batches.cancel(id);
    expect(cancelled).toMatchObject({ id, status: 'cancelling', cancelled_at: null });
    expect(cancelled.cancelling_at).toBeGreaterThanOrEqual(cancelled.created_at);
    expect(await api.client.batches.cancel(id)).toEqual(cancelled);
  });

  it('that has ended cannot be cancelled, and a client that retries does not', async () => {
    await using live = await startApi();
    const { id } = await createBatch(live.client, [line('one')]);
    await live.client.batches.cancel(id);
    expect((await live.ended(id)).phase).toBe('cancelled');
    let calls = 0;
    const counting: typeof fetch = (...args) => {
      calls++;
      return fetch(...args);
    };
    const retrying = live.client.withOptions({ maxRetries: 2, fetch: counting });
    expect(await refusal(retrying.batches.cancel(id))).toMatchObject({ status: 400, code: null });
    expect(calls).toBe(1);
    expect(await live.client.batches.retrieve(id)).toMatchObject({ status: 'cancelled', output_file_id: null });
  });
});

describe('a create call is refused', () => {
  const many = Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`key${index}`, 'x']));
  it.each([
    ['without an input file', { input_file_id: undefined }, 'input_file_id', 'missing_required_parameter'],
    ['without an endpoint', { endpoint: undefined }, 'endpoint', 'missing_required_parameter'],
    ['without a window', { completion_window: undefined }, 'completion_window', 'missing_required_parameter'],
    ['with an id that is none', { input_file_id: 'no\u0000id' }, 'input_file_id', 'invalid_value'],
    ['with a number for an id', { input_file_id: 7 }, 'input_file_id', 'invalid_value'],
    ['with an unknown endpoint', { endpoint: '/v1/coffee' }, 'endpoint', 'invalid_value'],
    ['with a window of no unit', { completion_window: '24' }, 'completion_window', 'invalid_value'],
    ['with a window beyond the bounds', { completion_window: '400d' }, 'completion_window', 'invalid_value'],
    ['with too many metadata', { metadata: many }, 'metadata', 'invalid_value'],
    ['with a key of 65 characters', { metadata: { ['k'.repeat(65)]: '' } }, 'metadata', 'invalid_value'],
    ['with a value of 513 characters', { metadata: { key: 'v'.repeat(513) } }, 'metadata', 'invalid_value'],
    ['with metadata that are no texts', { metadata: { key: 1 } }, 'metadata', 'invalid_value'],
    [
      'with an output expiry out of bounds',
      { output_expires_after: { anchor: 'created_at', seconds: 3_599 } },
      'output_expires_after.seconds',
      'invalid_value',
    ],
    [
      'with another anchor',
      { output_expires_after: { anchor: 'now', seconds: 3_600 } },
      'output_expires_after.anchor',
      'invalid_value',
    ],
  ])('%s', async (_, fields, param, code) => {
    const call = api.client.batches.create({ ...good, ...fields } as never);
    expect(await refusal(call)).toMatchObject({ status: 400, type: 'invalid_request_error', param, code });
  });

  it('never for 16 pairs of 64 and 512 characters, counted as people do', async () => {
    const pairs = Array.from({ length: 16 }, (_, index) => [`${index}`.padEnd(64, 'ä'), '😀'.repeat(512)]);
    const metadata = Object.fromEntries(pairs);
    expect((await api.client.batches.create({ ...good, metadata } as never)).metadata).toEqual(metadata);
  });
});

describe('a list of batches', () => {
  it('is walked by the client to its end, newest first', async () => {
    await using fresh = await startApi({ coordinate: false });
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) ids.push((await fresh.client.batches.create(good as never)).id);
    const found: string[] = [];
    for await (const batch of fresh.client.batches.list({ limit: 3 })) found.push(batch.id);
    expect(found).toEqual(ids.toReversed());
    expect(await fresh.client.batches.list({ after: ids[6] as string, limit: 2 })).toMatchObject({ has_more: true });
    expect((await fresh.client.batches.list({ after: 'batch_unknown' })).data).toEqual([]);
  });

  it.each([
    ['limit', { limit: 0 }],
    ['limit', { limit: 101 }],
    ['limit', { limit: '1e1' }],
    ['after', { after: 'a b' }],
  ])('refuses a wrong %s', async (param, query) => {
    expect(await refusal(api.client.batches.list(query as never))).toMatchObject({
      status: 400,
      param,
      code: 'invalid_value',
    });
  });
});
