import { describe, expect, it } from 'vitest';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';

interface Caller {
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>;
  get(path: string): Promise<Response>;
}

const path = '/v1/bulk_actions';

function callerOf({ url }: ApiUnderTest, key: string = apiKey): Caller {
  const authorization = `Bearer ${key}`;
  return {
    get: (where) => fetch(url + where, { headers: { authorization } }),
    post: (where, body = {}, headers = {}) =>
      fetch(url + where, { method: 'POST', headers: { authorization, ...headers }, body: JSON.stringify(body) }),
  };
}

/** So many batches that wait, since nothing works. */
async function waiting({ client }: ApiUnderTest, ...teams: readonly string[]): Promise<readonly string[]> {
  const file = await client.files.create({ file: new File([`${line('one')}\n`], 'in.jsonl'), purpose: 'batch' });
  const order = { input_file_id: file.id, endpoint: '/v1/chat/completions', completion_window: '24h' } as const;
  const batches = [];
  for (const team of teams) batches.push(await client.batches.create({ ...order, metadata: { team } }));
  return batches.map(({ id }) => id);
}

/** Orders, and the field at which each is refused. */
const refused = [
  [{ action: 'cancel', filter: {} }, 'filter'],
  [{ action: 'cancel' }, 'filter'],
  [{ action: 'cancel', filter: { search: '', metadata: {}, created_after: 0 } }, 'filter'],
  [{ action: 'explode', filter: { all: true } }, 'action'],
  [{ action: 'cancel', filter: { all: false } }, 'filter.all'],
  [{ action: 'cancel', filter: { statuses: ['validating'] } }, 'filter'],
  [{ action: 'cancel', filter: { status: ['odd'] } }, 'filter.status.0'],
  [{ action: 'cancel', filter: { all: true }, completion_window: '1h' }, 'completion_window'],
  [{ action: 'retry', filter: { all: true }, completion_window: 'soon' }, 'completion_window'],
  [{ action: 'drop_dead_letters', filter: { status: ['failed'] } }, 'filter'],
  [{ action: 'requeue_dead_letters', filter: { batch_id: 'batch_none' } }, 'batch_id'],
] as const;

describe('a bulk action', () => {
  it('is told by a dry run, carried out once for a key, and seen until it is completed', async () => {
    await using api = await startApi();
    const { get, post } = callerOf(api);
    const ids = await waiting(api, 'red', 'blue', 'red');
    const order = { action: 'cancel', filter: { metadata: { team: 'red' }, created_after: 1, priority: [1] } };
    const told = await jsonOf(post(path, { ...order, dry_run: true }));
    const counts = { matched: 2, done: 2, skipped: 0, failed: 0 };
    const shape = { ...order, object: 'bulk_action', completion_window: null, counts, problems: [] };
    expect(told).toEqual({
      ...shape,
      ...{ id: null, dry_run: true, status: 'dry_run', started_at: null, ended_at: null },
      created_at: expect.any(Number),
    });
    expect((await jsonOf(get(path))).data).toEqual([]);
    const key = { 'idempotency-key': 'once' };
    const created = await jsonOf(post(path, order, key));
    expect(created).toMatchObject({ ...order, dry_run: false, counts: { matched: 2 } });
    const ended = await api.spillway.bulkActions.ended({ id: created.id });
    expect(ended).toMatchObject({ status: 'completed', counts });
    const seen = await jsonOf(get(`${path}/${created.id}`));
    expect(seen).toMatchObject({ ...shape, id: created.id, status: 'completed' });
    expect(seen.ended_at).toBeGreaterThanOrEqual(seen.created_at);
    expect(await jsonOf(post(path, order, key))).toEqual(seen);
    expect(await jsonOf(post(path, { ...order, filter: { all: true } }, key))).toMatchObject({
      error: { param: 'idempotency_key' },
    });
    expect((await jsonOf(get(path))).data).toEqual([seen]);
    const [red, blue] = ids as [string, string];
    expect((await api.ended(red)).phase).toBe('cancelled');
    expect((await api.spillway.batches.get({ id: blue }))?.cancelRequestedAt).toBeNull();
  });

  it('that has ended is answered as it is when it is cancelled', async () => {
    await using api = await startApi();
    const { get, post } = callerOf(api);
    await waiting(api, 'red');
    const { id } = await jsonOf(post(path, { action: 'retry', filter: { all: true } }));
    await api.spillway.bulkActions.ended({ id });
    const ended = await jsonOf(get(`${path}/${id}`));
    expect(ended).toMatchObject({
      status: 'completed',
      counts: { matched: 1, done: 0, skipped: 1 },
      problems: [{ code: 'running' }],
    });
    expect(await jsonOf(post(`${path}/${id}/cancel`))).toEqual(ended);
  });

  it('without a coordinator waits, and is stopped by the first', async () => {
    await using api = await startApi({ coordinate: false });
    const { post } = callerOf(api);
    await waiting(api, 'red');
    const { id } = await jsonOf(post(path, { action: 'cancel', filter: { all: true } }));
    expect(await jsonOf(post(`${path}/${id}/cancel`))).toMatchObject({ status: 'cancelling', ended_at: null });
    const stop = new AbortController();
    const running = api.spillway.coordinator().run({ signal: stop.signal });
    expect(await api.spillway.bulkActions.ended({ id })).toMatchObject({ status: 'cancelled', counts: { done: 0 } });
    stop.abort();
    await running;
  });

  it('that is misspelt or says too little is refused', async () => {
    await using api = await startApi();
    const { get, post } = callerOf(api);
    for (const [order, param] of refused) {
      for (const body of [order, { ...order, dry_run: true }]) {
        const { error } = await jsonOf(post(path, body));
        expect([order, error]).toMatchObject([order, { type: 'invalid_request_error', param }]);
      }
    }
    expect((await jsonOf(get(path))).data).toEqual([]);
  });

  it("is nobody else's, and touches nothing of others", async () => {
    await using api = await startApi();
    const mine = callerOf(api);
    const { secret } = await api.spillway.keys.create({ tenant: 'other', name: 'other' });
    const other = callerOf(api, secret);
    const ids = await waiting(api, 'red');
    const theirs = await jsonOf(other.post(path, { action: 'cancel', filter: { ids } }));
    expect(await api.spillway.bulkActions.ended({ tenant: 'other', id: theirs.id })).toMatchObject({
      counts: { matched: 0, done: 0 },
    });
    const { id } = await jsonOf(mine.post(path, { action: 'cancel', filter: { ids }, dry_run: false }));
    expect((await jsonOf(other.get(path))).data).toHaveLength(1);
    expect((await other.get(`${path}/${id}`)).status).toBe(404);
    expect((await other.post(`${path}/${id}/cancel`)).status).toBe(404);
    expect((await jsonOf(other.get(`${path}?after=${id}`))).data).toEqual([]);
  });

  it('may be seen by who may read, and made by who may write', async () => {
    await using api = await startApi();
    const { secret } = await api.spillway.keys.create({ name: 'reader', scopes: ['read'] });
    const reader = callerOf(api, secret);
    expect((await reader.get(path)).status).toBe(200);
    expect((await reader.post(path, { action: 'cancel', filter: { all: true } })).status).toBe(403);
  });
});
