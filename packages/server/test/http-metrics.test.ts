import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createPrometheusMetrics, createServer, type Server } from '@spillway/server';
import { describe, expect, test } from 'vitest';
import { samplesIn, totalOf } from '../../../test/history/exposition.ts';

const apiKey = 'an-operators-key';

async function withServer(use: (server: Server, scrape: () => Promise<string>) => Promise<void>): Promise<void> {
  const metrics = createPrometheusMetrics();
  const options = { store: createMemoryStore(), blobs: createMemoryBlobs(), meterProvider: metrics.provider };
  await using spillway = await createSpillway(options);
  await use(createServer({ spillway, metrics, apiKey, portal: true }), () => metrics.exposition());
}

function call(server: Server, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${apiKey}`, ...init.headers };
  return server.fetch(new Request(`http://host${path}`, { ...init, headers }));
}

describe('calls of the API', () => {
  test('are counted by the template of their path, whoever is let in, and never by the path', async () => {
    await withServer(async (server, scrape) => {
      await call(server, '/v1/batches/batch_secret');
      await call(server, '/v1/batches/batch_other?after=1', { headers: { authorization: 'Bearer wrong' } });
      await call(server, '/v1/batches', { method: 'PROPFIND' });
      await call(server, '/v1/nothing/like/this');
      await call(server, '/portal/assets/none.js');
      await call(server, '/livez');
      const text = await scrape();
      const samples = samplesIn(text).filter(({ name }) => name === 'spillway_http_requests_total');
      const found = samples.map(({ labels, value }) => [labels.method, labels.route, labels.status, value]);
      expect(found.toSorted()).toEqual([
        ['GET', '/livez', '200', 1],
        ['GET', '/portal/*', '404', 1],
        ['GET', '/v1/batches/{batch_id}', '401', 1],
        ['GET', '/v1/batches/{batch_id}', '404', 1],
        ['GET', 'unmatched', '404', 1],
        ['other', '/v1/batches', '405', 1],
      ]);
      expect(text).not.toMatch(/batch_secret|batch_other|nothing/);
      const timed = totalOf(samplesIn(text), 'spillway_http_request_seconds_count', {
        route: '/v1/batches/{batch_id}',
      });
      expect(timed).toBe(2);
    });
  });
});

test('a process shows its version, and what it takes of the machine', async () => {
  await withServer(async (_, scrape) => {
    const samples = samplesIn(await scrape());
    const value = (name: string): number => totalOf(samples, name);
    expect(value('spillway_build_info')).toBe(1);
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(2 ** 20);
    expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
    expect(value('nodejs_eventloop_lag_seconds')).toBeLessThan(60);
  });
});
