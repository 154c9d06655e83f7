import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, SpillwayError, systemClock } from '@spillway/core';
import { createFilesystemBlobs } from '@spillway/core/filesystem';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createServer } from '@spillway/server';
import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { withWork } from './working-api.ts';

async function systemOf(url: string): Promise<unknown> {
  return (await fetch(`${url}/v1/system`, { headers: { authorization: `Bearer ${apiKey}` } })).json();
}

it('operators see versions, database, storage, engines, and where to look further', () =>
  withWork(
    async (api) => {
      api.work();
      const ask = () => systemOf(api.url) as Promise<{ pools: { healthy_engines: number }[] }>;
      await expect.poll(async () => (await ask()).pools[0]?.healthy_engines).toBe(1);
      expect(await ask()).toMatchObject({
        object: 'system',
        instance: expect.stringContaining(`/${process.pid}`),
        database: { kind: 'memory', status: 'ok', latency_ms: expect.any(Number) },
        storage: { kind: 'memory', status: 'ok', free_bytes: null },
        pools: [{ name: 'spot', preemptible: true, workers: 1, healthy_engines: 1, unhealthy_engines: 0 }, {}],
        links: { grafana: 'https://grafana.example.com/d/spillway', alerts: null, metrics: null },
      });
    },
    { links: { grafana: 'https://grafana.example.com/d/spillway' } },
  ));

it('a folder says how much its disk can still take', async () => {
  const root = await mkdtemp(join(tmpdir(), 'spillway-system-'));
  try {
    // However long the disk takes, it is waited for.
    const sleep: Clock['sleep'] = (_, signal) => new Promise((wake) => signal?.addEventListener('abort', () => wake()));
    const clock = { ...systemClock, sleep };
    await using api = await startApi({ blobs: await createFilesystemBlobs({ root }), coordinate: false, clock });
    const storage = { kind: 'folder', detail: root, free_bytes: expect.any(Number) };
    expect(await systemOf(api.url)).toMatchObject({ storage });
  } finally {
    await rm(root, { recursive: true });
  }
});

it('what is away is told of as such, with what it was, why, and no more', async () => {
  let away: Error | undefined;
  const store = createMemoryStore();
  const ping = async (): Promise<void> => {
    if (away) throw away;
  };
  await using api = await startApi({ store: { ...store, ping }, coordinate: false });
  await systemOf(api.url);
  away = new SpillwayError('The database cannot be reached.', { code: 'unavailable' });
  const database = { kind: 'memory', status: 'unavailable', latency_ms: null };
  expect(await systemOf(api.url)).toMatchObject({
    database: { ...database, detail: 'The database cannot be reached.' },
    storage: { status: 'ok' },
  });
  away = new Error('connect postgres://user:secret@db/x failed');
  const told = JSON.stringify(await systemOf(api.url));
  expect(told).not.toContain('secret');
});

it('a database that never answers hides nothing else', async () => {
  const store = createMemoryStore();
  const never = () => new Promise<never>(() => {});
  const workers = { ...store.workers, list: never };
  await using api = await startApi({ store: { ...store, workers, ping: never }, coordinate: false });
  expect(await systemOf(api.url)).toMatchObject({
    database: { status: 'unavailable', detail: 'It did not answer within 2000 ms.' },
    storage: { status: 'ok' },
    pools: [],
  });
});

it('links are of the web and hold no password', async () => {
  await using api = await startApi({ store: createMemoryStore(), blobs: createMemoryBlobs() });
  const { spillway } = api;
  for (const grafana of ['javascript:alert(1)', 'file:///etc/passwd', 'grafana', 'https://me:secret@grafana/']) {
    const serve = () => createServer({ spillway, links: { grafana } });
    expect(serve, grafana).toThrow(expect.objectContaining({ code: 'invalid_argument', param: 'links.grafana' }));
    expect(serve).not.toThrow(/secret/);
  }
});

it('callers are told what is accepted', async () => {
  await using api = await startApi({ limits: { batchRequests: 7, fileBytes: 1_024 } });
  const { secret } = await api.spillway.keys.create({ name: 'k', scopes: ['read'] });
  const answer = await fetch(`${api.url}/v1/caller`, { headers: { authorization: `Bearer ${secret}` } });
  expect(await answer.json()).toMatchObject({
    limits: {
      ...{ max_requests_per_batch: 7, max_file_bytes: 1_024, upload_part_bytes: 64 * 1_024 ** 2 },
      ...{ direct_upload: false, max_window_seconds: 604_800 },
    },
  });
  expect((await fetch(`${api.url}/v1/system`, { headers: { authorization: `Bearer ${secret}` } })).status).toBe(403);
});
