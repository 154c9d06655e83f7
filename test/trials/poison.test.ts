import { expect, it } from 'vitest';
import { poisonTrial } from '../../trials/poison/poison-trial.ts';

it('requests that kill are given up alone, by the number of their deaths, and preemptions give up nothing', async () => {
  const short = { lines: 8, stormLines: 60, workers: 2, everyMs: 3_000, whole: false };
  // Before vitest gives the test up, so that every process ends with it.
  const signal = AbortSignal.timeout(540_000);
  const [worker, engine, storm] = await poisonTrial({ ...short, signal });
  for (const act of [worker, engine, storm]) expect(act?.faults).toEqual([]);
  for (const act of [worker, engine]) {
    expect(act?.givenUp).toEqual([
      { customId: 'r2', message: expect.stringMatching(/died 5 times while it ran alone/) },
    ]);
    // Its deaths among others are more: those claims were narrowed until it was alone.
    expect(act?.deaths).toBeGreaterThanOrEqual(5);
  }
  expect(storm?.deaths).toBeGreaterThan(0);
}, 600_000);
