import { SpillwayError } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { describe, expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';
import { conformingServer } from './conforming-server.ts';

const down = async (): Promise<never> => {
  throw new SpillwayError('It is down.', { code: 'unavailable' });
};

describe('/readyz', () => {
  it.each([
    ['the store cannot serve', { store: { ...createMemoryStore(), ping: down } }],
    ['the blob storage cannot serve', { blobs: { ...createMemoryBlobs(), ping: down } }],
  ])('says no while %s, and /livez still yes', async (_, options) => {
    await using api = await startApi(options);
    const answer = await fetch(`${api.url}/readyz`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toEqual({ status: 'unavailable', reason: 'It is down.' });
    expect((await fetch(`${api.url}/livez`)).status).toBe(200);
  });

  it('says yes again when they can', async () => {
    let isDown = true;
    const store = { ...createMemoryStore(), ping: () => (isDown ? down() : Promise.resolve()) };
    await using api = await startApi({ store });
    expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
    isDown = false;
    expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({ status: 'ready' });
  });

  it('says no when there is no answer in time', async () => {
    const never = { ...createMemoryStore(), ping: () => new Promise<never>(() => {}) };
    await using api = await startApi({ store: never });
    const waits: number[] = [];
    const clock = { now: () => 0, monotonic: () => 0, sleep: async (ms: number) => void waits.push(ms) };
    const server = await conformingServer({ spillway: api.spillway, clock });
    expect((await server.fetch(new Request('http://localhost/readyz'))).status).toBe(503);
    server.verify();
    expect(waits).toEqual([2_000]);
  });

  it('tells nobody what failed in an unexpected way', async () => {
    const odd = { ...createMemoryStore(), ping: () => Promise.reject(new Error('postgres://user:secret@db')) };
    await using api = await startApi({ store: odd });
    expect(await (await fetch(`${api.url}/readyz`)).text()).not.toContain('secret');
  });
});
