import type { BatchOrder } from '@spillway/core';
import { expect, it, onTestFinished } from 'vitest';
import { type ApiUnderTest, apiKey, startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { withWork } from './working-api.ts';

interface Asking extends ApiUnderTest {
  create(order?: Partial<BatchOrder>): Promise<string>;
  /** The answer to a GET. */
  ask(path: string, key?: string): Promise<Response>;
  /** The ids on the list, which must be as many as are counted. */
  ids(query: string, key?: string): Promise<readonly string[]>;
}

/** On it nothing is planned, so every batch stays as it was created. */
async function restingApi(): Promise<Asking> {
  const api = await startApi({ coordinate: false });
  onTestFinished(() => api[Symbol.asyncDispose]());
  const ask = (path: string, key: string = apiKey): Promise<Response> =>
    fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
  return {
    ...api,
    ask,
    async create(order = {}) {
      const whole = { inputFileId: 'file-1', endpoint: '/v1/chat/completions', ...order };
      return (await api.spillway.batches.create(whole)).id;
    },
    async ids(query, key) {
      const { data } = await jsonOf(ask(`/v1/batches?${query}`, key));
      const words = query.replace(/&?order=\w+/, '');
      const count = await jsonOf(ask(`/v1/batches/count?${words}`, key));
      expect(count).toEqual({ object: 'batch.count', count: data.length });
      return data.map(({ id }) => id);
    },
  };
}

it('a list holds what every word of the query chooses, in the order that it asks for', async () => {
  const api = await restingApi();
  const metadata = { team: 'Red=50%', priority: 'high' };
  const ann = await api.create({ user: 'ann', metadata, window: '3h' });
  const eve = await api.create({ user: 'eve', endpoint: '/v1/embeddings', inputFileId: 'file-2', window: '1h' });
  const last = await api.create({ window: '2h' });
  await api.spillway.batches.cancel({ id: last });
  expect(await api.ids('')).toEqual([last, eve, ann]);
  expect(await api.ids('order=oldest')).toEqual([ann, eve, last]);
  expect(await api.ids('order=deadline')).toEqual([eve, last, ann]);
  expect(await api.ids(`ids=${ann},batch_none,${eve}`)).toEqual([eve, ann]);
  expect(await api.ids('status=validating')).toEqual([eve, ann]);
  expect(await api.ids('status=cancelling,completed')).toEqual([last]);
  expect(await api.ids('priority=10, 5')).toEqual([ann]);
  expect(await api.ids('user=eve')).toEqual([eve]);
  expect(await api.ids('endpoint=/v1/embeddings')).toEqual([eve]);
  expect(await api.ids('input_file_id=file-1&order=oldest')).toEqual([ann, last]);
  expect(await api.ids('model=any')).toEqual([]);
  expect(await api.ids('metadata=team=Red%3D50%25')).toEqual([ann]);
  expect(await api.ids('search=ED%3D50%25')).toEqual([ann]);
  expect(await api.ids(`search=${eve.toUpperCase()}`)).toEqual([eve]);
  expect(await api.ids('search=red&user=eve')).toEqual([]);
  const { created_at: first } = (await jsonOf(api.ask(`/v1/batches/${ann}`))) as { created_at: number };
  expect(await api.ids(`created_after=${first}`)).toEqual([last, eve, ann]);
  expect(await api.ids(`created_before=${first}`)).toEqual([]);
  const page = await jsonOf(api.ask(`/v1/batches?order=deadline&after=${eve}&limit=1`));
  expect([page.data[0]?.id, page.has_more]).toEqual([last, true]);
});

it('operators see the batches of all tenants when they ask so, and nobody else does', async () => {
  const api = await restingApi();
  const [search, ads] = [await api.create({ tenant: 'search' }), await api.create({ tenant: 'ads' })];
  const { secret } = await api.spillway.keys.create({ name: 'k', tenant: 'ads', scopes: ['read', 'write'] });
  expect(await api.ids('')).toEqual([]);
  expect(await api.ids('all_tenants=true')).toEqual([ads, search]);
  expect(await api.ids(`all_tenants=true&ids=${search}`)).toEqual([search]);
  expect(await api.ids('', secret)).toEqual([ads]);
  expect(await api.ids(`all_tenants=false&ids=${search},${ads}`, secret)).toEqual([ads]);
  for (const path of ['/v1/batches', '/v1/batches/count']) {
    const answer = await api.ask(`${path}?all_tenants=true`, secret);
    expect([answer.status, (await jsonOf(answer)).error]).toMatchObject([403, { param: 'all_tenants' }]);
  }
  const { data } = await jsonOf(api.ask('/v1/batches?all_tenants=true'));
  expect(data).toMatchObject([{ tenant: 'ads' }, { tenant: 'search' }]);
});

it.each([
  ['status=complete', 'status', "there is no status 'complete', only validating"],
  ['status=', 'status', "there is no status ''"],
  ['order=newst', 'order', '"newest"|"oldest"|"deadline"'],
  ['ids=a%20b', 'ids', 'expected an id'],
  [`ids=${Array.from({ length: 101 }, (_, index) => index)}`, 'ids', 'expected 100 at the most'],
  ['priority=high', 'priority', 'expected whole numbers'],
  ['created_after=yesterday', 'created_after', 'expected a whole number'],
  ['metadata=team', 'metadata', 'expected name=value'],
  ['all_tenants=yes', 'all_tenants', '"true"|"false"'],
])('%s is refused, and why', async (query, param, why) => {
  const api = await restingApi();
  const answer = await api.ask(`/v1/batches?${query}`);
  const { error } = await jsonOf(answer);
  expect([answer.status, error.param?.split('.')[0], error.code]).toEqual([400, param, 'invalid_value']);
  expect(error.message).toContain(why);
});

it('the library refuses what would silently choose nothing', async () => {
  const { spillway } = await restingApi();
  const refusals = [
    [spillway.batches.list({ statuses: ['complete' as 'completed'] }), 'statuses'],
    [spillway.batches.count({ statuses: ['complete' as 'completed'] }), 'statuses'],
    [spillway.batches.list({ order: 'newst' as 'newest' }), 'order'],
    [spillway.batches.list({ tenant: 'ads', allTenants: true }), 'allTenants'],
  ] as const;
  for (const [call, param] of refusals) await expect(call).rejects.toMatchObject({ code: 'invalid_argument', param });
});

it('a batch tells what became of its requests, and how it went on', async () => {
  await withWork(async (api) => {
    const source = Buffer.from([line('one'), line('two'), line('three')].map((text) => `${text}\n`).join(''));
    const { id: inputFileId } = await api.spillway.files.upload({ filename: 'in.jsonl', source });
    const { id } = await api.spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions' });
    expect(await jsonOf(api.get(`/v1/batches/${id}/progress`))).toMatchObject({ points: [], shares: {} });
    api.work();
    await api.ended(id);
    const nothing = { open: 0, failed: 0, dead_lettered: 0, expired: 0, cancelled: 0 };
    expect(await jsonOf(api.get(`/v1/batches/${id}`))).toMatchObject({ outcomes: { ...nothing, succeeded: 3 } });
    const progress = await jsonOf(api.get(`/v1/batches/${id}/progress`));
    expect(progress).toMatchObject({ object: 'batch.progress', shares: { spot: 3 } });
    expect((await api.get('/v1/batches/batch_none/progress')).status).toBe(404);
  });
});
