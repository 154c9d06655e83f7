import { expect, it } from 'vitest';
import { OwnWords } from './own-words.ts';

const page = (seconds: number, count: number) => ({ waiting: 1, running: 2, queued: { seconds, count } });

function heard(...readings: readonly (readonly [atMs: number, seconds: number, count: number])[]): OwnWords {
  const words = new OwnWords();
  for (const [atMs, seconds, count] of readings) words.heard(atMs, page(seconds, count));
  return words;
}

it('the wait in the queue is that of the requests since the first of the last readings', () => {
  expect(heard([0, 100, 1_000], [4_000, 106, 1_003]).at(4_000).waitMs).toBe(2_000);
  expect(heard([0, 100, 1_000], [4_000, 106, 1_003], [8_000, 106, 1_009]).at(8_000).waitMs).toBeCloseTo(666.7, 1);
});

it('nobody knows the wait from one reading, nor while no request is told of', () => {
  expect(heard([0, 100, 1_000]).at(0).waitMs).toBeNull();
  expect(heard([0, 100, 1_000], [4_000, 100, 1_000]).at(4_000).waitMs).toBeNull();
});

it('what is older than a minute is forgotten', () => {
  const readings = [0, 30_000, 61_000].map((atMs, nth) => [atMs, [0, 30, 32][nth] ?? 0, nth] as const);
  const words = heard(...readings);
  expect(words.at(61_000).waitMs).toBe(2_000);
  expect(words.at(90_001).waitMs).toBeNull();
});

it('counters that fell begin anew', () => {
  const restarted = heard([0, 100, 1_000], [4_000, 0.5, 1]);
  expect(restarted.at(4_000).waitMs).toBeNull();
  restarted.heard(8_000, page(3.5, 2));
  expect(restarted.at(8_000).waitMs).toBe(3_000);
});

it('an engine that stops to time its queue is not told to wait as before', () => {
  const words = heard([0, 0, 0], [4_000, 4, 2]);
  words.heard(8_000, { waiting: 3, running: 4, queued: null });
  expect(words.at(8_000)).toEqual({ waitMs: null, waiting: 3, running: 4 });
});

it('a silent engine has nothing waiting and nothing running that anybody knows of', () => {
  const words = heard([0, 0, 0], [4_000, 4, 2]);
  words.silent();
  expect(words.at(5_000)).toEqual({ waitMs: 2_000, waiting: null, running: null });
});
