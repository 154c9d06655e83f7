import { describe, expect, it } from 'vitest';
import { createBatch, line } from './input-lines.ts';
import { jsonOf } from './json-of.ts';
import { serverEvents } from './server-events.ts';
import { type WorkingApi, withWork } from './working-api.ts';

const ids = Array.from({ length: 700 }, (_, index) => `request ${index} ä😀`);
const customIds = (lines: string): string[] =>
  lines
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text).custom_id);

async function started(api: WorkingApi): Promise<string> {
  const { id } = await createBatch(
    api.client,
    ids.map((customId) => line(customId)),
  );
  return `/v1/batches/${id}/results`;
}

/** Every page from the cursor to the end. */
async function pagesOf(api: WorkingApi, path: string, query: string, cursor?: string): Promise<string[]> {
  const answer = await api.get(`${path}?${query}${cursor === undefined ? '' : `&cursor=${cursor}`}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/jsonl']);
  const page = customIds(await answer.text());
  if (answer.headers.get('spillway-done') === 'true') return page;
  const next = answer.headers.get('spillway-cursor') as string;
  return [...page, ...(await pagesOf(api, path, query, next))];
}

describe('the results of a running batch', () => {
  it('are followed from its creation to its end, each once, and go on behind any event', async () =>
    withWork(async (api) => {
      const path = await started(api);
      const answer = await api.get(`${path}?follow=true`);
      expect(answer.headers.get('content-type')).toBe('text/event-stream');
      api.work();
      const events = await Array.fromAsync(serverEvents(answer));
      const last = events.at(-1);
      expect([last?.event, last?.data]).toEqual(['done', '{"status":"completed"}']);
      const results = events.filter(({ event }) => event === 'results');
      expect(results.flatMap(({ data }) => customIds(data)).toSorted()).toEqual(ids.toSorted());

      for (const [index, { id }] of results.entries()) {
        const rest = await api.get(`${path}?follow=true`, { 'last-event-id': id as string });
        const again = await Array.fromAsync(serverEvents(rest));
        const missed = again.filter(({ event }) => event === 'results').flatMap(({ data }) => customIds(data));
        const expected = results.slice(index + 1).flatMap(({ data }) => customIds(data));
        expect(missed.toSorted()).toEqual(expected.toSorted());
      }
    }));

  it('come in pages, in the order of the input when asked for', async () =>
    withWork(async (api) => {
      const path = await started(api);
      api.work();
      await api.ended(path.split('/')[3] as string);
      expect(await pagesOf(api, path, 'order=input&limit=99')).toEqual(ids);
      expect((await pagesOf(api, path, 'limit=64')).toSorted()).toEqual(ids.toSorted());
    }));

  it('go on behind the last event that was seen, whatever cursor the address began with', async () =>
    withWork(async (api) => {
      const path = await started(api);
      api.work();
      await api.ended(path.split('/')[3] as string);
      const begun = (await api.get(`${path}?limit=100`)).headers.get('spillway-cursor');
      const address = `${path}?follow=true&limit=100&cursor=${begun}`;
      const events = await Array.fromAsync(serverEvents(await api.get(address)));
      const again = await api.get(address, { 'last-event-id': events.at(-2)?.id as string });
      expect((await Array.fromAsync(serverEvents(again))).map(({ event }) => event)).toEqual(['done']);
    }));

  it('are none before it is planned, and the cursor of nothing is a cursor', async () =>
    withWork(async (api) => {
      const path = await started(api);
      const nothing = await api.get(path);
      expect([await nothing.text(), nothing.headers.get('spillway-done')]).toEqual(['', 'false']);
      api.work();
      await api.ended(path.split('/')[3] as string);
      const cursor = nothing.headers.get('spillway-cursor') as string;
      expect((await pagesOf(api, path, '', cursor)).toSorted()).toEqual(ids.toSorted());
    }));

  it.each(['nonsense', '', 'AAAA', '%00', 'e30'])('refuse the cursor %j', async (cursor) =>
    withWork(async (api) => {
      const path = await started(api);
      for (const follow of ['true', 'false']) {
        const answer = await api.get(`${path}?follow=${follow}&cursor=${cursor}`);
        expect([answer.status, (await jsonOf(answer)).error.param]).toEqual([400, 'cursor']);
      }
    }),
  );

  it('take a cursor of many kilobytes, and refuse it as a cursor when it is none', async () =>
    withWork(async (api) => {
      const answer = await api.get(`${await started(api)}?cursor=${'A'.repeat(60_000)}`);
      expect([answer.status, (await jsonOf(answer)).error.param]).toEqual([400, 'cursor']);
    }));

  it('are read no further once their reader has left', async () =>
    withWork(async (api) => {
      const path = await started(api);
      const leave = new AbortController();
      const headers = { authorization: `Bearer ${api.client.apiKey}` };
      const answer = await fetch(`${api.url}${path}?follow=true`, { headers, signal: leave.signal });
      expect(answer.status).toBe(200);
      leave.abort();
      // Closing waits for streams that are still open; this one is not.
      await api.close({ graceMs: 60_000 });
    }));

  it('end without an end when the host is about to stop', async () => {
    const stopping = new AbortController();
    await withWork(
      async (api) => {
        const answer = await api.get(`${await started(api)}?follow=true`);
        stopping.abort();
        expect(await Array.fromAsync(serverEvents(answer))).toEqual([]);
      },
      { stopping: stopping.signal },
    );
  });
});
