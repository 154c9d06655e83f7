import { expect, test } from 'vitest';
import { SpillwayError } from '../errors/index.ts';
import { sweepDue } from './sweep-due.ts';

const { signal } = new AbortController();
const forbidden = new SpillwayError('Forbidden.', { code: 'unavailable' });

/** Things by number, of which some cannot be removed, and a storage that may be away. */
function surroundings(count: number, isBad: (thing: number) => boolean = () => false) {
  const records = new Set(Array.from({ length: count }, (_, thing) => thing));
  const calls: number[] = [];
  const removed: number[] = [];
  const storage = { isAway: false, pings: 0 };
  const sweep = sweepDue<number>(
    {
      name: 'sweep',
      atOnce: 10,
      find: async (limit) => [...records].slice(0, limit),
      idOf: String,
      async removeBytes(things) {
        calls.push(things.length);
        if (storage.isAway || things.some(isBad)) throw forbidden;
      },
      async forget(ids) {
        for (const id of ids) records.delete(Number(id));
      },
      onRemoved: (count) => void removed.push(count),
    },
    {
      async ping() {
        storage.pings++;
        if (storage.isAway) throw forbidden;
      },
    },
  );
  return { sweep, records, calls, removed, storage };
}

test('a step removes a bounded number, says whether there is more, and tells how many are gone', async () => {
  const { sweep, records, calls, removed } = surroundings(25);
  expect([await sweep.step(signal), await sweep.step(signal), await sweep.step(signal)]).toEqual([
    'more',
    'more',
    'done',
  ]);
  expect(calls).toEqual([10, 10, 5]);
  expect(removed).toEqual([10, 10, 5]);
  expect(records.size).toBe(0);
});

test('bytes that cannot be removed keep their own records, stand in the way of no other, and are told at the end of the round', async () => {
  const { sweep, records } = surroundings(60, (thing) => thing < 20);
  for (let step = 0; step < 5; step++) await sweep.step(signal);
  await expect(sweep.step(signal).then(() => sweep.step(signal))).rejects.toBe(forbidden);
  expect([...records]).toEqual(Array.from({ length: 20 }, (_, thing) => thing));
});

test('a record stays until its bytes are gone: a sweep that is cut short loses nothing', async () => {
  const { sweep, records, storage, calls } = surroundings(25);
  storage.isAway = true;
  await expect(sweep.step(signal)).rejects.toBe(forbidden);
  expect([records.size, calls, storage.pings]).toEqual([25, [10], 1]);
  storage.isAway = false;
  while ((await sweep.step(signal)) === 'more');
  expect(records.size).toBe(0);
});
