import { expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { type Reckoning, reckonInTurns } from './reckoning.ts';

/** A clock by which each of `steps` takes 5 ms, and how often others had their turn. */
function slowReckoning(steps: number, signal = new AbortController().signal) {
  let nowMs = 0;
  const turns: number[] = [];
  function* reckoning(): Reckoning<number> {
    for (let step = 0; step < steps; step++) {
      nowMs += 5;
      yield;
    }
    return steps;
  }
  const clock = { ...systemClock, monotonic: () => nowMs, sleep: async () => void turns.push(nowMs) };
  return { turns, answer: reckonInTurns(reckoning(), { clock, signal }) };
}

test('a long reckoning lets others have their turn every 20 ms', async () => {
  const { turns, answer } = slowReckoning(12);
  expect(await answer).toBe(12);
  expect(turns).toEqual([20, 40, 60]);
});

test('a short one is done at once', async () => {
  const { turns, answer } = slowReckoning(3);
  expect(await answer).toBe(3);
  expect(turns).toEqual([]);
});

test('a reckoning that nobody waits for any longer stops', async () => {
  const { turns, answer } = slowReckoning(Number.POSITIVE_INFINITY, AbortSignal.abort(new Error('gone')));
  await expect(answer).rejects.toThrow('gone');
  expect(turns).toEqual([]);
});
