import { createSpillway, type SpillwayOptions } from '@spillway/core';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import type { FileRecord, Store } from '@spillway/core/store';
import { expect, test } from 'vitest';
import { answered, createScriptedExecutor } from '../loops/scripted-executor.ts';
import { seededRandomness } from '../loops/seeded-randomness.ts';
import { VirtualClock } from '../loops/virtual-clock.ts';
import { changed } from './aged-blobs.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** An installation with files that stay and files that are gone, whose coordinator dies at one call of its sweep. */
async function sweepThatDies(at: number, moment: 'before' | 'after') {
  const clock = new VirtualClock();
  const store = createMemoryStore({ now: () => clock.now() });
  const blobs = createMemoryBlobs({ clock });
  const given = { clock, randomness: seededRandomness(3), keepOpen: true };
  const maker = await createSpillway({ ...given, store, blobs });
  const upload = (expiresInMs: number | null): Promise<FileRecord> =>
    maker.files.upload({ filename: 'in.jsonl', source: Buffer.from('x'), expiresInMs });
  const stay = [await upload(null), await upload(30 * day)];
  for (let file = 0; file < 5; file++) await upload(minute);
  await clock.leap(7 * minute);
  const process = mortal(at, moment);
  const coordinate = async (on: Pick<SpillwayOptions, 'store' | 'blobs'>): Promise<void> => {
    const spillway = await createSpillway({ ...given, ...on, coordinate: true });
    await clock.pass(1_000);
    await clock.until(Promise.resolve(spillway[Symbol.asyncDispose]()));
  };
  const { expired, purge } = store.files;
  const remove = (keys: readonly string[]): Promise<void> => blobs.remove(keys);
  const files = changed(store.files, { expired: process(expired), purge: process(purge) });
  await coordinate({ store: { ...store, files }, blobs: changed(blobs, { remove: process(remove) }) });
  const survivors = await keysIn(blobs);
  await coordinate({ store, blobs });
  return { store, stay, survivors, left: await keysIn(blobs) };
}

/** Calls of a process that dies at the nth of them: before it arrives, or before its answer does. */
function mortal(at: number, moment: 'before' | 'after') {
  let calls = 0;
  return <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      const nth = ++calls;
      if (nth < at) return call(...args);
      if (nth === at && moment === 'after') await call(...args);
      return new Promise(() => {});
    };
}

async function keysIn(blobs: ReturnType<typeof createMemoryBlobs>): Promise<readonly string[]> {
  return (await blobs.list({ prefix: 'files/', limit: 100 })).blobs.map(({ key }) => key);
}

const deaths = (['before', 'after'] as const).flatMap((moment) => [1, 2, 3].map((at) => [moment, at] as const));

test.each(deaths)(
  'a sweep that dies %s call %i of three loses nothing, and another finishes it',
  async (moment, at) => {
    const { store, stay, survivors, left } = await sweepThatDies(at, moment);
    const kept = stay.map(({ blob }) => blob).sort();
    const isCutShort = moment === 'before' || at === 1;
    expect(survivors).toHaveLength(isCutShort && at < 3 ? 7 : 2);
    expect(survivors).toEqual(expect.arrayContaining(kept));
    expect(left).toEqual(kept);
    expect(await store.files.expired({ limit: 10 })).toEqual([]);
  },
);

test('what a finish that died had put goes after a day, and what the next one put stays', async () => {
  const clock = new VirtualClock();
  let finishes = 0;
  const dieOnce = (store: Store): Store => {
    const create: Store['files']['create'] = (file) => {
      const isLost = file.purpose === 'batch_output' && ++finishes === 1;
      return isLost ? new Promise(() => {}) : store.files.create(file);
    };
    return { ...store, files: changed(store.files, { create }) };
  };
  const store = createMemoryStore({ now: () => clock.now() });
  const blobs = createMemoryBlobs({ clock });
  const given = { blobs, clock, randomness: seededRandomness(5), keepOpen: true };
  const outputs = async (): Promise<readonly string[]> =>
    (await blobs.list({ prefix: 'outputs/', limit: 10 })).blobs.map(({ key }) => key);

  const worker = { executor: createScriptedExecutor(clock, () => answered) };
  const doomed = await createSpillway({ ...given, store: dieOnce(store), workers: [worker] });
  const source = Buffer.from(
    `${JSON.stringify({ custom_id: 'c', method: 'POST', url: '/v1/chat/completions', body: { model: 'm', messages: [{ role: 'user', content: 'p' }] } })}\n`,
  );
  const file = await doomed.files.upload({ filename: 'in.jsonl', source });
  const { id } = await doomed.batches.create({ inputFileId: file.id, endpoint: '/v1/chat/completions' });
  await clock.pass(minute);
  expect(finishes).toBe(1);
  expect(await outputs()).toHaveLength(1);
  await clock.until(Promise.resolve(doomed[Symbol.asyncDispose]()));

  const spillway = await createSpillway({ ...given, store, coordinate: true });
  const batch = await clock.until(spillway.batches.ended({ id }));
  const output = await store.files.get({ tenant: 'default', id: batch.outputFileId ?? '' });
  expect(await outputs()).toHaveLength(2);
  await clock.until(Promise.resolve(spillway[Symbol.asyncDispose]()));
  const sweepAfter = async (ms: number): Promise<void> => {
    await clock.leap(ms);
    const later = await createSpillway({ ...given, store, coordinate: true });
    await clock.pass(minute);
    await clock.until(Promise.resolve(later[Symbol.asyncDispose]()));
  };
  await sweepAfter(day - 10 * minute);
  expect(await outputs()).toHaveLength(2);
  await sweepAfter(day);
  expect(await outputs()).toEqual([output?.blob]);
});
