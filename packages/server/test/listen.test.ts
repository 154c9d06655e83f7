import { listen } from '@spillway/server';
import { expect, it } from 'vitest';
import { startApi } from './api-under-test.ts';

const ofHost = [globalThis.Request, globalThis.Response];

it('a port that is taken is refused with what to do', async () => {
  await using api = await startApi();
  const server = { fetch: async () => new Response() };
  await expect(listen({ server, port: api.port })).rejects.toMatchObject({
    code: 'unavailable',
    retryable: false,
    hint: expect.stringContaining('another port'),
  });
});

it("a host's Request and Response stay the host's", async () => {
  await using _ = await startApi();
  expect([globalThis.Request, globalThis.Response]).toEqual(ofHost);
});
