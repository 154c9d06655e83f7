import { expect, test } from 'vitest';
import { createMemoryBlobs } from '../../memory/index.ts';
import type { AnswerPlace } from '../../store/index.ts';
import { readAnswers, runsOf } from './read-answers.ts';

function placeOf(segment: string, offset: number, bytes: number): AnswerPlace {
  const tokens = { tokensIn: 0, tokensOut: 0, cachedTokens: 0, reasoningTokens: 0 };
  return { requestId: 'r', tenant: 't', segment, offset, bytes, ...tokens };
}

test('lines near each other in one segment are read at once, in any order, one of them twice', () => {
  const [first, second, far] = [placeOf('a', 0, 10), placeOf('a', 1_000, 10), placeOf('a', 500_000, 10)];
  const other = placeOf('b', 0, 10);
  const runs = runsOf([other, second, far, first, second]);
  expect(runs).toEqual([
    { segment: 'a', from: 0, end: 1_010, places: [first, second, second] },
    { segment: 'a', from: 500_000, end: 500_010, places: [far] },
    { segment: 'b', from: 0, end: 10, places: [other] },
  ]);
});

test('no read is larger than four megabytes, but for a line that is', () => {
  const places = Array.from({ length: 9 }, (_, index) => placeOf('a', index * 1_000_000, 1_000_000));
  expect(runsOf(places).map(({ places }) => places.length)).toEqual([4, 4, 1]);
  expect(runsOf([placeOf('a', 0, 9_000_000)])).toHaveLength(1);
});

test('what can be read is read, and what is gone or cut short is left out', async () => {
  const blobs = createMemoryBlobs();
  await blobs.put('segments/a', Buffer.from('one\ntwo\n'));
  const [one, two, gone, beyond] = [
    placeOf('segments/a', 0, 4),
    placeOf('segments/a', 4, 4),
    placeOf('segments/b', 0, 4),
    placeOf('segments/a', 6, 4),
  ];
  const troubles: unknown[] = [];
  const { signal } = new AbortController();
  const onTrouble = (error: unknown): void => void troubles.push(error);
  const lines = await readAnswers([two, gone, one, beyond], { blobs, signal, onTrouble });
  expect([...lines].map(([place, line]) => [place, line.toString()]).toSorted()).toEqual(
    [
      [one, 'one\n'],
      [two, 'two\n'],
    ].toSorted(),
  );
  expect(troubles).toHaveLength(1);
});
