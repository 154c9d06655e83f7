import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createServer, listen } from '@spillway/server';
import { expect, it } from 'vitest';
import { halfOpenFaults } from '../../trials/clients/client-faults.ts';
import { clientsTrial } from '../../trials/clients/clients-trial.ts';
import { halfOpen } from '../../trials/clients/half-open.ts';

it('an upload that is cut leaves nothing, and a slow download holds neither a database connection nor memory', async () => {
  const slow = { fileBytes: 64_000_000, clients: 200, bytesPerSecond: 10_000, seconds: 8 };
  const { faults, cut } = await clientsTrial({ slow: [slow] });
  expect(faults).toEqual([]);
  expect(cut.length).toBeGreaterThan(20);
});

it('requests that never become whole end by timeout, while others are answered', async () => {
  const spillway = await createSpillway({ store: createMemoryStore(), blobs: createMemoryBlobs() });
  const server = createServer({ spillway });
  // Longer than this process, which is the server, may stand still: who speaks in whole requests must never be meant.
  await using listening = await listen({ server, port: 0, timeouts: { headersMs: 10_000, standstillMs: 10_000 } });
  const port = Number(new URL(listening.url).port);
  const counts = { halfHeaders: 300, halfBodies: 50, silent: 10 };
  const seen = await halfOpen({ ...counts, withinMs: 60_000 }, { url: listening.url, port, pid: process.pid });
  expect(halfOpenFaults(seen)).toEqual([]);
  expect(seen.ends.map(({ count }) => count)).toEqual([300, 50, 10]);
  await spillway[Symbol.asyncDispose]();
});
