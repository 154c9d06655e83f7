import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createServer } from '@spillway/server';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../test/loops/virtual-clock.ts';
import { apiKey, startApi } from './api-under-test.ts';
import { createBatch, line } from './input-lines.ts';
import { openEvents } from './open-events.ts';
import { withWork } from './working-api.ts';

it('a page of batches is told at once, whenever it changed, and not again to who has seen it', () =>
  withWork(async (api) => {
    const one = await createBatch(api.client, [line('one')]);
    await using page = await openEvents(api, '/v1/batches/events?limit=1');
    const first = await page.next();
    expect(first).toMatchObject({ event: 'page', id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(JSON.parse(first.data)).toMatchObject({ object: 'list', has_more: false, data: [{ id: one.id }] });
    const other = await createBatch(api.client, [line('other')]);
    const changed = await page.until(({ data }) => data.includes(other.id));
    expect(JSON.parse(changed.data)).toMatchObject({ has_more: true, data: [{ id: other.id }] });
    api.work();
    const done = await page.until(({ data }) => data.includes('"status":"completed"'));

    await using again = await openEvents(api, '/v1/batches/events?limit=1', { 'last-event-id': done.id as string });
    const third = await createBatch(api.client, [line('third')]);
    expect(JSON.parse((await again.next()).data)).toMatchObject({ data: [{ id: third.id }] });
  }));

it('a page of another tenant is another page', () =>
  withWork(async (api) => {
    await createBatch(api.client, [line('one')]);
    await using ours = await openEvents(api, '/v1/batches/events');
    await using theirs = await openEvents(api, '/v1/batches/events', { 'spillway-tenant': 'theirs' });
    expect(JSON.parse((await ours.next()).data).data).toHaveLength(1);
    expect(JSON.parse((await theirs.next()).data).data).toEqual([]);
  }));

it('operators watch the fleet: pools, workers and the newest point of its series', () =>
  withWork(async (api) => {
    await using fleet = await openEvents(api, '/v1/fleet/events');
    const before = await fleet.next();
    expect(before).toMatchObject({ event: 'fleet' });
    expect(JSON.parse(before.data)).toMatchObject({
      fleet: { object: 'fleet' },
      workers: [],
      point: { queue_batches: 0 },
    });
    api.work();
    const { data } = await fleet.until((event) => JSON.parse(event.data).workers[0]?.models.length > 0);
    expect(JSON.parse(data)).toMatchObject({ workers: [{ object: 'worker', pool: 'spot' }] });
    const series = JSON.parse(await (await api.get('/v1/fleet/series')).text());
    expect(series).toMatchObject({ object: 'fleet.series', span_seconds: 10 });
    expect(series.points[0].pools.spot).toMatchObject({ live_replicas: 0, cost_per_hour: 0 });
  }));

it('whoever is not to see something is refused before a stream begins', () =>
  withWork(async (api) => {
    const { secret } = await api.spillway.keys.create({ name: 'reader', scopes: ['read'] });
    const headers = { authorization: `Bearer ${secret}` };
    expect((await api.get('/v1/fleet/events', headers)).status).toBe(403);
    expect((await api.get('/v1/fleet/series', headers)).status).toBe(403);
    expect((await api.get('/v1/batches/none/events', headers)).status).toBe(404);
    expect((await api.get('/v1/batches/events?limit=0', headers)).status).toBe(400);
  }));

it('streams end with the server, and what comes next is answered', async () => {
  const stopping = new AbortController();
  await withWork(
    async (api) => {
      const { id } = await createBatch(api.client, [line('one')]);
      const paths = ['/v1/batches/events', `/v1/batches/${id}/events`, '/v1/fleet/events'];
      const open = await Promise.all(paths.map((path) => openEvents(api, path)));
      for (const stream of open) await stream.next();
      stopping.abort();
      for (const stream of open) await stream.ended();
    },
    { stopping: stopping.signal },
  );
});

it('a look that fails breaks the streams off that wait for it, is reported once, and others come back', async () => {
  const store = createMemoryStore();
  let away = false;
  const list: typeof store.batches.list = async (query) => {
    if (away) throw new Error('away');
    return store.batches.list(query);
  };
  await using api = await startApi({ store: { ...store, batches: { ...store.batches, list } }, coordinate: false });
  const get = (path: string) => fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${apiKey}` } });
  const open = await Promise.all(Array.from({ length: 5 }, () => openEvents({ get }, '/v1/batches/events')));
  for (const stream of open) await stream.next();
  away = true;
  for (const stream of open) await expect(stream.next()).rejects.toThrow();
  expect(api.errors).toHaveLength(1);
  expect((await get('/v1/batches/events')).status).toBe(500);
  away = false;
  await using back = await openEvents({ get }, '/v1/batches/events');
  expect((await back.next()).event).toBe('page');
});

it('who still waits for a first look is let go with the server, too', async () => {
  const store = createMemoryStore();
  const asked = Promise.withResolvers<void>();
  const list: typeof store.batches.list = () => {
    asked.resolve();
    return new Promise(() => {});
  };
  const stopping = new AbortController();
  const hanging = { store: { ...store, batches: { ...store.batches, list } }, coordinate: false };
  await using api = await startApi(hanging, { stopping: stopping.signal });
  const answer = fetch(`${api.url}/v1/batches/events`, { headers: { authorization: `Bearer ${apiKey}` } });
  await asked.promise;
  stopping.abort();
  expect(await (await answer).text()).toBe('');
});

it('who had a key that is taken away sees no more, and that keys cannot be read is no reason', async () => {
  const [clock, store] = [new VirtualClock(), createMemoryStore()];
  const access = store.access as NonNullable<typeof store.access>;
  let away = false;
  const get: typeof access.get = async (digest) => {
    if (away) throw new Error('away');
    return access.get(digest);
  };
  const options = { store: { ...store, access: { ...access, get } }, blobs: createMemoryBlobs() };
  await using spillway = await createSpillway(options);
  const server = createServer({ spillway, apiKey, clock });
  const { key, secret } = await spillway.keys.create({ name: 'k', scopes: ['operator'] });
  const { id } = await spillway.batches.create({ inputFileId: 'file-1', endpoint: '/v1/embeddings' });
  const headers = { authorization: `Bearer ${secret}` };
  const over: string[] = [];
  const ofBatch = [`/v1/batches/${id}/events`, `/v1/batches/${id}/results?follow=true`];
  for (const path of ['/v1/batches/events', ...ofBatch, '/v1/fleet/events']) {
    const { body } = await server.fetch(new Request(`http://localhost${path}`, { headers }));
    void body?.pipeTo(new WritableStream()).then(() => over.push(path));
  }
  away = true;
  await clock.pass(90_000);
  away = false;
  await clock.pass(90_000);
  expect(over).toEqual([]);
  await spillway.keys.remove(key.id);
  await clock.pass(31_000);
  expect(over).toHaveLength(4);
});
