import { SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Store } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { type Installation, install } from '../loops/installation.ts';
import { answered, createScriptedExecutor } from '../loops/scripted-executor.ts';
import { changed } from './aged-blobs.ts';

const minute = 60_000;

/** Files that expire together in ten minutes. */
async function expireTogether({ store }: Installation, count: number): Promise<void> {
  for (let file = 0; file < count; file++) {
    const record = { id: `many-${file}`, tenant: 'default', purpose: 'batch', filename: 'in.jsonl', bytes: 1 };
    const blob = `many/${record.id}`;
    await store.files.create({ ...record, sha256: null, blob, expiresInMs: 10 * minute });
  }
}

async function runs(installation: Installation): Promise<number> {
  const { clock, spillway } = installation;
  const begunAt = clock.now();
  const stop = new AbortController();
  const executor = createScriptedExecutor(clock, () => answered);
  const worker = spillway.worker({ executor }).run({ signal: stop.signal });
  const batch = await clock.until(spillway.batches.ended({ id: (await installation.submit(50)).id }));
  expect(batch.phase).toBe('completed');
  const tookMs = clock.now() - begunAt;
  stop.abort();
  await clock.until(worker);
  return tookMs;
}

test('twenty thousand files that expire at once go in small steps, while batches run as ever', async () => {
  const limits: number[] = [];
  const removals: number[] = [];
  await using installation = await install({
    store: (store: Store) => ({
      ...store,
      files: changed(store.files, {
        expired(query) {
          limits.push(query.limit);
          return store.files.expired(query);
        },
      }),
    }),
    blobs: (blobs: BlobStorage) =>
      changed(blobs, {
        remove(keys) {
          removals.push(keys.length);
          return blobs.remove(keys);
        },
      }),
  });
  const { clock, store } = installation;
  await expireTogether(installation, 20_000);
  const usualMs = await runs(installation);
  await clock.leap(16 * minute);
  expect(await runs(installation)).toBeLessThan(usualMs + 5_000);
  await clock.pass(minute);
  expect(await store.files.expired({ limit: 1 })).toEqual([]);
  expect(Math.max(...limits, ...removals)).toBeLessThanOrEqual(500);
  expect(removals.reduce((sum, keys) => sum + keys, 0)).toBe(20_000);
});

const away = new SpillwayError('The storage is away.', { code: 'unavailable' });

test('while the storage removes nothing the sweeps are put off and say so once, and batches run', async () => {
  let isAway = false;
  const orAway =
    <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
    (...args: Args): Promise<Answer> =>
      isAway ? Promise.reject(away) : call(...args);
  await using installation = await install({
    blobs: (blobs: BlobStorage) =>
      changed(blobs, {
        remove: orAway((keys: readonly string[]) => blobs.remove(keys)),
        list: orAway((query: Parameters<BlobStorage['list']>[0]) => blobs.list(query)),
        ping: orAway(() => blobs.ping()),
      }),
  });
  const { clock, store, troubles } = installation;
  await expireTogether(installation, 2);
  await clock.leap(16 * minute);
  isAway = true;
  await clock.pass(40 * minute);
  await runs(installation);
  const told = troubles.map(({ where }) => where);
  expect(told).toContain('file sweep');
  expect(told.toSorted()).toEqual([...new Set(told)].toSorted());
  expect(await store.files.known(['many-0'])).toHaveLength(1);
  isAway = false;
  await clock.pass(9 * minute);
  expect(await store.files.known(['many-0', 'many-1'])).toEqual([]);
});
