import { type Spillway, SpillwayError } from '@spillway/core';
import type { BlobStorage } from '@spillway/core/blob';
import type { Store } from '@spillway/core/store';
import { describe, expect, test } from 'vitest';
import { install } from './installation.ts';
import { answered } from './scripted-executor.ts';
import { startWorker, stopWorker } from './started-worker.ts';
import { wireTo } from './wire.ts';

const prompts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ body: { messages: [{ role: 'user', content: `p${index}` }] } }));

async function gather(spillway: Spillway, count: number, signal?: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  const options = { model: 'm', within: '1h', ...(signal && { signal }) };
  for await (const { customId } of spillway.run(prompts(count), options)) ids.push(customId);
  return ids;
}

/** A storage whose reads of inputs take this long. */
function slow(blobs: BlobStorage, wait: () => Promise<void>): BlobStorage {
  return {
    ...blobs,
    async *read(key, range) {
      if (key.startsWith('files')) await wait();
      range?.signal?.throwIfAborted();
      yield* blobs.read(key, range);
    },
  };
}

describe('a coordinator that is interrupted', () => {
  test('hands its step back, so that any number of restarts is no lapse', async () => {
    let wait = async (): Promise<void> => {};
    const installation = await install({
      blobs: (blobs) => slow(blobs, () => wait()),
      spillway: { coordinate: false },
    });
    const { clock, spillway } = installation;
    wait = () => clock.sleep(20_000);
    const { id } = await installation.submit(10);
    const coordinate = async (ms: number): Promise<void> => {
      const stop = new AbortController();
      const ended = spillway.coordinator().run({ signal: stop.signal });
      await clock.pass(ms);
      stop.abort();
      const before = clock.now();
      await clock.until(ended);
      expect(clock.now()).toBe(before);
    };
    for (let restart = 0; restart < 16; restart++) await coordinate(5_000);
    await coordinate(30_000);
    expect(await spillway.batches.get({ id })).toMatchObject({ phase: 'in_progress', problems: [] });
    await clock.pass(60_000);
    await installation[Symbol.asyncDispose]();
    expect(clock.sleepers).toBe(0);
  });

  test('by a store that answers nothing ends when it is told to, and its steps are done by another', async () => {
    const installation = await install({ spillway: { coordinate: false } });
    const { clock, store, blobs, spillway } = installation;
    const wire = wireTo(store, clock);
    const { createSpillway } = await import('@spillway/core');
    const cutOff = await createSpillway({ store: wire.store, blobs, clock, coordinate: true, keepOpen: true });
    await installation.submit(10);
    await clock.pass(2_000);
    wire.state = 'silent';
    await clock.pass(90_000);
    const before = clock.now();
    await clock.until(Promise.resolve(cutOff[Symbol.asyncDispose]()));
    expect(clock.now() - before).toBeLessThanOrEqual(2_000);
    const { id } = await installation.submit(10);
    const stop = new AbortController();
    const ended = spillway.coordinator().run({ signal: stop.signal });
    await clock.pass(5_000);
    expect(await spillway.batches.get({ id })).toMatchObject({ phase: 'in_progress' });
    stop.abort();
    await clock.until(ended);
    await installation[Symbol.asyncDispose]();
    expect(clock.sleepers).toBe(0);
  });

  test('closes the input when the appending fails', async () => {
    let open = 0;
    const counting = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async *read(key, range) {
        open++;
        try {
          yield* blobs.read(key, range);
        } finally {
          open--;
        }
      },
    });
    let refusals = 3;
    const refusing = (store: Store): Store => ({
      ...store,
      shards: {
        ...store.shards,
        async append(hold, extents) {
          if (refusals-- > 0) throw new SpillwayError('restarting', { code: 'unavailable' });
          return store.shards.append(hold, extents);
        },
      },
    });
    await using installation = await install({ blobs: counting, store: refusing });
    const { id } = await installation.submit(40_000);
    await installation.clock.pass(10_000);
    expect(await installation.spillway.batches.get({ id })).toMatchObject({ phase: 'in_progress' });
    expect(open).toBe(0);
  });

  test('by bytes that cannot be removed sweeps the other files', async () => {
    let stuck = '';
    const sticky = (blobs: BlobStorage): BlobStorage => ({
      ...blobs,
      async remove(keys) {
        if (keys.includes(stuck)) throw new SpillwayError('permission denied', { code: 'unavailable' });
        return blobs.remove(keys);
      },
    });
    await using installation = await install({ blobs: sticky });
    const { spillway, clock, blobs, store } = installation;
    const files = await Promise.all(
      ['a', 'b', 'c'].map((name) => spillway.files.upload({ filename: `${name}.jsonl`, source: Buffer.from(name) })),
    );
    stuck = files[0]?.blob ?? '';
    for (const { id } of files) await spillway.files.remove({ id });
    // Bytes stay for five minutes after their file is gone.
    await clock.pass(430_000);
    expect(await Promise.all(files.map(async ({ blob }) => Boolean(await blobs.head(blob))))).toEqual([
      true,
      false,
      false,
    ]);
    expect((await store.files.expired({ limit: 10 })).map(({ id }) => id)).toEqual([files[0]?.id]);
  });
});

describe('a run that is interrupted', () => {
  test.each([100, 150_000])(
    'by an outage of store and blobs goes on with answers of %i bytes, with nothing twice and nothing skipped',
    async (bytes) => {
      let away = false;
      const check = (): void => {
        if (away) throw new SpillwayError('away', { code: 'unavailable' });
      };
      const seen = new Set<string>();
      const failing = (blobs: BlobStorage): BlobStorage => ({
        ...blobs,
        async *read(key, range) {
          check();
          const place = `${key} ${range?.offset}`;
          const first = !seen.has(place);
          seen.add(place);
          if (first && seen.size % 40 === 3) throw new SpillwayError('away', { code: 'unavailable' });
          yield* blobs.read(key, range);
        },
      });
      const cutting = (store: Store): Store => ({
        ...store,
        batches: {
          ...store.batches,
          async get(key) {
            check();
            return store.batches.get(key);
          },
        },
      });
      await using installation = await install({ blobs: failing, store: cutting });
      const { clock, spillway } = installation;
      const body = Buffer.from(JSON.stringify({ text: 'x'.repeat(bytes) }));
      const worker = startWorker(installation, () => ({ ...answered, body }) as typeof answered);
      const gathering = gather(spillway, 900);
      await clock.pass(4_000);
      away = true;
      await clock.pass(20_000);
      away = false;
      const ids = await clock.until(gathering);
      expect(ids).toHaveLength(900);
      expect(new Set(ids).size).toBe(900);
      await stopWorker(installation, worker);
    },
  );

  test.each(['a signal', 'a break', 'closing'])('by %s cancels its batch and ends at once', async (how) => {
    const installation = await install();
    const { clock, spillway, store } = installation;
    const worker = startWorker(installation, () => answered);
    const stop = new AbortController();
    const running = (async () => {
      let seen = 0;
      for await (const _ of spillway.run(prompts(2_000), { model: 'm', signal: stop.signal })) {
        if (++seen > 50 && how === 'a break') return 'left';
      }
      return 'finished';
    })().catch((error) => (SpillwayError.is(error) ? error.code : String(error)));
    await clock.pass(5_000);
    if (how === 'a signal') stop.abort();
    const closing = how === 'closing' ? Promise.resolve(spillway[Symbol.asyncDispose]()) : Promise.resolve();
    expect(await clock.until(running, 1_000)).toBe(how === 'a break' ? 'left' : 'closed');
    await clock.until(closing);
    const [batch] = (await store.batches.list({ tenant: 'default', limit: 1 })).batches;
    expect(batch?.cancelRequestedAt).not.toBeNull();
    await stopWorker(installation, worker);
    if (how !== 'closing') await installation[Symbol.asyncDispose]();
    expect(clock.sleepers).toBe(0);
  });
});
