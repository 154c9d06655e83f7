import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { withWork } from './working-api.ts';

it('a batch that ended has a report, and a retry of it another', async () => {
  await withWork(async (api) => {
    api.work();
    const source = Buffer.from(`${line('one')}\n${line('two')}\n`);
    const { id: inputFileId } = await api.spillway.files.upload({ filename: 'in.jsonl', source });
    const { id } = await api.spillway.batches.create({ inputFileId, endpoint: '/v1/chat/completions' });
    const ended = await api.ended(id);
    const { data, has_more } = await jsonOf(api.get(`/v1/history?batch_id=${id}`));
    expect([data.length, has_more]).toEqual([1, false]);
    expect(data[0]).toMatchObject({
      ...{ id: `${id}_r1`, object: 'batch.report', batch_id: id, revision: 1, tenant: 'default', status: 'completed' },
      ...{ sla: 'met', ended_at: Math.floor((ended.endedAt ?? 0) / 1_000) },
      ...{ requests: { sla_met: 2, sla_violated: 0, succeeded: 2, deduplicated: 0 }, attempts: { count: 2, sum: 2 } },
      ...{ queue_wait_seconds: { count: 2 }, pools: [{ pool: 'spot', requests: 2 }] },
    });
    await jsonOf(api.post(`/v1/batches/${id}/retry`, { statuses: ['completed'] }));
    await api.ended(id);
    const reports = await jsonOf(api.get(`/v1/history?batch_id=${id}&limit=1`));
    expect([reports.data[0]?.id, reports.has_more]).toEqual([`${id}_r2`, true]);
    const older = await jsonOf(api.get(`/v1/history?limit=1&after=${id}_r2`));
    expect([older.data[0]?.id, older.has_more]).toEqual([`${id}_r1`, false]);
  });
});

it('reports are of the own tenant; operators see all, or the one that they name', async () => {
  await using api = await startApi();
  const tenants = ['search', 'ads'];
  for (const tenant of tenants) {
    const { id } = await api.spillway.batches.create({ tenant, inputFileId: 'none', endpoint: '/v1/embeddings' });
    await api.spillway.batches.ended({ tenant, id });
  }
  const { secret } = await api.spillway.keys.create({ name: 'k', tenant: 'ads', scopes: ['read'] });
  const tenantsIn = async (key: string, query = '', headers = {}): Promise<string[]> => {
    const asked = { headers: { authorization: `Bearer ${key}`, ...headers } };
    const answer = await fetch(`${api.url}/v1/history${query}`, asked);
    const { data } = (await answer.json()) as { readonly data: readonly { readonly tenant: string }[] };
    return data.map(({ tenant }) => tenant);
  };
  expect(await tenantsIn(apiKey)).toEqual(['ads', 'search']);
  expect(await tenantsIn(apiKey, '?tenant=search')).toEqual(['search']);
  expect(await tenantsIn(apiKey, '', { 'spillway-tenant': 'search' })).toEqual(['search']);
  expect(await tenantsIn(secret)).toEqual(['ads']);
  expect(await tenantsIn(secret, '?tenant=ads')).toEqual(['ads']);
  const others = await fetch(`${api.url}/v1/history?tenant=search`, { headers: { authorization: `Bearer ${secret}` } });
  expect(others.status).toBe(403);
  const mistaken = await fetch(`${api.url}/v1/history?from=yesterday`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  expect(mistaken.status).toBe(400);
});
