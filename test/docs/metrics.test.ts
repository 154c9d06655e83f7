import type { Meter, MeterProvider } from '@opentelemetry/api';
import { createSpillway } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { createPrometheusMetrics, createServer } from '@spillway/server';
import { expect, test } from 'vitest';
import { readPage } from './page-blocks.ts';
import { rowsUnder } from './page-tables.ts';
import { distinct } from './sources.ts';

/** Another provider that notes what is made of it. */
function noting(provider: MeterProvider, names: Set<string>): MeterProvider {
  const noted = (meter: Meter): Meter =>
    new Proxy(meter, {
      get(own, method) {
        const value: unknown = Reflect.get(own, method);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]) => {
          if (String(method).startsWith('create')) names.add(String(args[0]));
          return value.apply(own, args);
        };
      },
    });
  return { getMeter: (...args) => noted(provider.getMeter(...args)) };
}

test('the page names every metric that there is, and no other', async () => {
  const names = new Set<string>();
  const { provider, exposition } = createPrometheusMetrics();
  const metrics = { provider: noting(provider, names), exposition };
  const parts = { store: createMemoryStore(), blobs: createMemoryBlobs() };
  await using spillway = await createSpillway({ ...parts, coordinate: true, meterProvider: metrics.provider });
  createServer({ spillway, metrics });
  const ofProcess = (await exposition()).match(/^(process|nodejs)_\w+/gm) ?? [];
  const rows = rowsUnder(readPage('operations.md'), 'Metrics');
  const told = rows.flatMap(([cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
  expect(told.toSorted()).toEqual(distinct([...names, ...ofProcess]));
});
