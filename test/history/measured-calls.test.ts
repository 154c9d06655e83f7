import { createSpillway, systemClock } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import { SpillwayError } from '@spillway/core/errors';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { Store } from '@spillway/core/store';
import { createPrometheusMetrics } from '@spillway/server';
import { describe, expect, test } from 'vitest';
import { type Sample, samplesIn, totalOf } from './exposition.ts';

const away = new SpillwayError('away', { code: 'unavailable' });

/** What a Spillway on these parts has measured once `use` is done. */
async function measured(
  use: (spillway: Awaited<ReturnType<typeof createSpillway>>) => Promise<unknown>,
  parts: { readonly store?: Store; readonly blobs?: BlobStorage } = {},
): Promise<readonly Sample[]> {
  const metrics = createPrometheusMetrics();
  const own = { store: createMemoryStore(), blobs: createMemoryBlobs(), ...parts };
  await using spillway = await createSpillway({ ...own, meterProvider: metrics.provider });
  await use(spillway);
  return samplesIn(await metrics.exposition());
}

const upload = { filename: 'x.jsonl', source: Buffer.from('0123456789') };

describe('calls of store and blob storage', () => {
  test('are measured by role and method, and bytes by direction', async () => {
    const samples = await measured(async ({ files }) => {
      const { id } = await files.upload(upload);
      const content = await files.content({ id });
      if (content) for await (const _ of content);
    });
    const calls = (of: string, call: string): number => totalOf(samples, `spillway_${of}_call_seconds_count`, { call });
    expect([calls('store', 'files.create'), calls('store', 'files.get')]).toEqual([1, 1]);
    expect(calls('blob', 'read')).toBeGreaterThanOrEqual(1);
    const untouched = await measured(async () => {});
    const bytes = (direction: string): number =>
      totalOf(samples, 'spillway_blob_bytes_total', { direction }) -
      totalOf(untouched, 'spillway_blob_bytes_total', { direction });
    expect([bytes('write'), bytes('read')]).toEqual([10, 10]);
    expect(totalOf(samples, 'spillway_store_errors_total')).toBe(0);
  });

  test('that fail are counted by what went wrong, and fail as they would have', async () => {
    const store = createMemoryStore();
    const fail = (): Promise<never> => Promise.reject(away);
    const failing = { ...store, files: { ...store.files, get: fail } };
    const samples = await measured(
      async ({ files }) => {
        await expect(files.get({ id: 'file-1' })).rejects.toBe(away);
      },
      { store: failing },
    );
    expect(totalOf(samples, 'spillway_store_errors_total', { call: 'files.get', code: 'unavailable' })).toBe(1);
  });

  test('count a read that breaks off, and none that its reader ends', async () => {
    const blobs = createMemoryBlobs();
    const torn = {
      ...blobs,
      async *read(): AsyncGenerator<Uint8Array> {
        yield Buffer.from('01234');
        throw away;
      },
    };
    const both = new Proxy(blobs, { get: (own, name) => Reflect.get(name === 'read' && broken ? torn : own, name) });
    let broken = false;
    const samples = await measured(
      async ({ files }) => {
        const { id } = await files.upload(upload);
        const ended = await files.content({ id });
        if (ended) for await (const _ of ended) break;
        broken = true;
        const content = await files.content({ id });
        await expect(Array.fromAsync(content ?? [])).rejects.toBe(away);
      },
      { blobs: both },
    );
    const broke = samples.filter(
      ({ name, labels }) => name === 'spillway_blob_errors_total' && labels.code !== 'not_found',
    );
    expect(broke.map(({ labels, value }) => [labels, value])).toEqual([[{ call: 'read', code: 'unavailable' }, 1]]);
  });

  test('take as long as they took', async () => {
    const store = createMemoryStore();
    let nowMs = 0;
    const clock = { ...systemClock, monotonic: () => nowMs };
    const slow = {
      ...store,
      files: {
        ...store.files,
        get: async () => {
          nowMs += 3_000;
          return undefined;
        },
      },
    };
    const metrics = createPrometheusMetrics();
    await using spillway = await createSpillway({
      ...{ store: slow, blobs: createMemoryBlobs(), clock },
      meterProvider: metrics.provider,
    });
    await spillway.files.get({ id: 'file-1' });
    const samples = samplesIn(await metrics.exposition());
    expect(totalOf(samples, 'spillway_store_call_seconds_sum', { call: 'files.get' })).toBe(3);
  });
});
