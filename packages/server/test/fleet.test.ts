import type { List, Worker } from '@spillway/api-types';
import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
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

it('operators see what each engine does, and null is what nobody knows of it', async () => {
  await using api = await startApi();
  const answers = { requestsPerSecond: 2.5, tokensPerSecond: { in: 60, out: 12 }, latencyMs: null };
  const timed = { ...answers, latencyMs: { median: 900, p95: 1_800 } };
  const engines = [
    { url: 'http://one:8000', healthy: true, answers: timed, queue: { waitMs: null, waiting: 7, running: 0 } },
    { url: 'http://two:8000', healthy: true, answers, queue: { waitMs: 1_500, waiting: null, running: null } },
    { url: 'http://of-an-older-worker:8000', healthy: false, reason: 'HTTP 503' },
  ];
  const rest = { pool: 'spot', models: [], contextTokens: {}, capacity: 1, inFlight: 0, version: '1', throughput: {} };
  await api.store.workers.beat({ ...rest, id: 'w', engines, readyMs: null, livesMs: 60_000 });
  const headers = { authorization: `Bearer ${apiKey}` };
  const { data } = (await (await fetch(`${api.url}/v1/workers`, { headers })).json()) as List<Worker>;
  const rates = { requests_per_second: 2.5, tokens_per_second: { input: 60, output: 12 } };
  const silent = { latency_seconds: null, queue_seconds: null, waiting: null, running: null };
  expect(data[0]?.engines).toEqual([
    {
      ...{ url: 'http://one:8000', healthy: true, reason: null, ...rates },
      ...{ latency_seconds: { median: 0.9, p95: 1.8 }, queue_seconds: null, waiting: 7, running: 0 },
    },
    { url: 'http://two:8000', healthy: true, reason: null, ...rates, ...silent, queue_seconds: 1.5 },
    {
      ...{ url: 'http://of-an-older-worker:8000', healthy: false, reason: 'HTTP 503' },
      ...{ requests_per_second: null, tokens_per_second: null, ...silent },
    },
  ]);
});

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
