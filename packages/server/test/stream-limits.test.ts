import { expect, it } from 'vitest';
import { apiKey, startApi } from './api-under-test.ts';
import { createBatch, line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { connectTo } from './raw-http.ts';

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Opens streams of one API in turns of all kinds. */
async function openingOn(api: Awaited<ReturnType<typeof startApi>>) {
  const { id } = await createBatch(api.client, [line('one')]);
  const paths = [
    '/v1/batches/events',
    `/v1/batches/${id}/events`,
    '/v1/fleet/events',
    `/v1/batches/${id}/results?follow=true`,
  ];
  // A stream that nobody holds is closed when it is collected as garbage.
  const held: Response[] = [];
  const open = async (path: string, { key = apiKey, method = 'GET', signal = null as AbortSignal | null } = {}) => {
    const answer = await fetch(`${api.url}${path}`, { method, headers: bearer(key), signal });
    held.push(answer);
    return answer;
  };
  /** Once there is a place. */
  const reopened = async (): Promise<Response> => {
    for (;;) {
      const answer = await open(paths[0] as string);
      if (answer.status !== 429) return answer;
      await answer.text();
    }
  };
  return { paths, open, reopened };
}

it('a key holds its streams open, of whatever kind, and one more is refused until one of them is closed', async () => {
  await using api = await startApi({}, { streamsPerKey: 4 });
  const { paths, open, reopened } = await openingOn(api);
  const readers = paths.map(() => new AbortController());
  for (const [index, path] of paths.entries()) {
    expect((await open(path, { signal: readers[index]?.signal ?? null })).status).toBe(200);
  }
  for (const path of paths) {
    const refused = await open(path);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect((await jsonOf(refused)).error).toMatchObject({ type: 'rate_limit_error', code: 'rate_limit_exceeded' });
  }
  for (const reader of readers) {
    reader.abort();
    expect((await reopened()).status).toBe(200);
    expect((await open(paths[0] as string)).status).toBe(429);
  }
  expect(api.errors).toEqual([]);
});

it('each key has places of its own, and what is no open stream takes none', async () => {
  await using api = await startApi({}, { streamsPerKey: 1 });
  const { paths, open } = await openingOn(api);
  const [page = ''] = paths;
  const { secret } = await api.spillway.keys.create({ name: 'another' });
  for (const path of paths) expect((await open(path, { method: 'HEAD' })).status).toBe(200);
  expect((await open('/v1/batches/none/events')).status).toBe(404);
  expect((await open('/v1/batches/none/results?follow=true')).status).toBe(404);
  expect((await open(page)).status).toBe(200);
  expect((await open(page)).status).toBe(429);
  expect((await open('/v1/batches')).status).toBe(200);
  expect((await open(page, { key: secret })).status).toBe(200);
});

it('a reader that dies, or does not read any more, gives its place back when its connection ends', async () => {
  await using api = await startApi({}, { streamsPerKey: 2 });
  const { paths, open, reopened } = await openingOn(api);
  const sockets = [];
  for (const path of paths.slice(2)) {
    const socket = await connectTo(api.port);
    socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiKey}\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    sockets.push(socket);
  }
  expect((await open(paths[0] as string)).status).toBe(429);
  for (const socket of sockets) {
    socket.resetAndDestroy();
    expect((await reopened()).status).toBe(200);
  }
});

it('a stream that ends by itself gives its place back', async () => {
  await using api = await startApi({}, { streamsPerKey: 1 });
  const { paths, open, reopened } = await openingOn(api);
  const [, , , results = ''] = paths;
  const answer = await open(results);
  const [batch] = (await api.client.batches.list()).data;
  await api.client.batches.cancel(batch?.id as string);
  await answer.text();
  expect((await reopened()).status).toBe(200);
});
