import { expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';
import { createBatch, line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { withWork } from './working-api.ts';

it('operators see the workers that live, the pools, and what waits', () =>
  withWork(async (api) => {
    const { id } = await createBatch(api.client, [line('one'), line('two')]);
    const before = await (await api.get('/v1/fleet')).json();
    expect(before).toMatchObject({
      object: 'fleet',
      pools: [
        { name: 'spot', preemptible: true, price_per_hour: 1 },
        { name: 'dedicated', preemptible: false },
      ],
      queue: { batches: 1 },
    });
    api.work();
    await api.ended(id);
    expect(await jsonOf(api.get('/v1/workers'))).toMatchObject({
      object: 'list',
      has_more: false,
      data: [{ object: 'worker', pool: 'spot', models: ['spillway-sim'], engines: [{ healthy: true, reason: null }] }],
    });
    expect(await (await api.get('/v1/fleet')).json()).toMatchObject({ queue: { batches: 0, requests: 0 } });
  }));

it('callers are told who they are', async () => {
  await using api = await startApi();
  const { key, secret } = await api.spillway.keys.create({
    name: 'desk',
    tenant: 'acme',
    user: 'ann',
    scopes: ['read'],
  });
  const ask = (headers: Record<string, string>) => jsonOf(fetch(`${api.url}/v1/caller`, { headers }));
  expect(await ask({ authorization: `Bearer ${secret}` })).toMatchObject({
    ...{ object: 'caller', tenant: 'acme', user: 'ann', scopes: ['read'] },
    ...{ key_id: key.id, key_name: 'desk' },
  });
  expect(await ask({ authorization: 'Bearer sk-test-0123456789', 'spillway-tenant': 'acme' })).toMatchObject({
    ...{ tenant: 'acme', user: null, scopes: ['operator'], key_id: 'operator', key_name: null },
  });
});
