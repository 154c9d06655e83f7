import { expect, it } from 'vitest';
import { poisonTrial } from '../../trials/poison/poison-trial.ts';

it('requests that kill are given up alone, by the number of their deaths, and preemptions give up nothing', async () => {
  const short = { lines: 24, stormLines: 200, workers: 2, everyMs: 3_000, whole: false };
  const [worker, engine, storm] = await poisonTrial(short);
  for (const act of [worker, engine, storm]) expect(act?.faults).toEqual([]);
  for (const act of [worker, engine]) {
    expect(act?.givenUp).toEqual([
      { customId: 'r8', message: expect.stringMatching(/died 5 times while it ran alone/) },
    ]);
    // Its deaths among others are more: those claims were narrowed until it was alone.
    expect(act?.deaths).toBeGreaterThanOrEqual(5);
  }
  expect(storm?.deaths).toBeGreaterThan(0);
}, 300_000);
