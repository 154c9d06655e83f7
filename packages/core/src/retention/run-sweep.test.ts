import { expect, test } from 'vitest';
import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Trouble } from '../spillway/options.ts';
import { runSweep } from './run-sweep.ts';
import type { Sweep } from './sweep.ts';

const away = new SpillwayError('The storage is away.', { code: 'unavailable' });
const minute = 60_000;

/** Runs a sweep by the script, in which a step may take a while; answers the rests after its steps, and what was told. */
async function sweepBy(script: readonly ('more' | 'done' | Error)[], takesMs = 0) {
  const stop = new AbortController();
  const rests: number[] = [];
  const troubles: Trouble[] = [];
  let atMs = 0;
  const clock: Clock = {
    now: () => atMs,
    monotonic: () => atMs,
    async sleep(ms) {
      rests.push(ms);
      if (rests.length === script.length) stop.abort();
    },
  };
  const sweep: Sweep = {
    name: 'sweep',
    async step() {
      atMs += takesMs;
      const answer = script[rests.length] as 'more' | 'done' | Error;
      if (typeof answer === 'string') return answer;
      throw answer;
    },
  };
  const onTrouble = (trouble: Trouble): void => void troubles.push(trouble);
  await runSweep(sweep, { clock, everyMs: minute, onTrouble, signal: stop.signal });
  return { rests, troubles };
}

test('between two steps a sweep rests for as long as the first took, and a little when it took nothing', async () => {
  expect((await sweepBy(['more', 'more', 'done', 'done'], 700)).rests).toEqual([700, 700, minute, minute]);
  expect((await sweepBy(['more', 'done'])).rests).toEqual([50, minute]);
});

test('trouble puts it off, twice as long each time in a row up to eight minutes, and success makes it quick again', async () => {
  const { rests } = await sweepBy([away, away, away, away, away, 'done', away, 'more']);
  expect(rests.map((ms) => ms / minute)).toEqual([1, 2, 4, 8, 8, 1, 1, 50 / minute]);
});

test('the same trouble is told once until a round passes without', async () => {
  const refused = new SpillwayError('Refused.', { code: 'conflict' });
  const { troubles } = await sweepBy([away, away, 'more', away, refused, 'done', refused]);
  expect(troubles.map(({ error }) => error)).toEqual([away, refused, refused]);
  expect(troubles.every(({ where }) => where === 'sweep')).toBe(true);
});
