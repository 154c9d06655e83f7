import { expect, it } from 'vitest';
import { untilAborted } from '../terminal/until-aborted.ts';
import { runLoops } from './run-loops.ts';

it('a loop that breaks stops the others, and its error is thrown once they have drained', async () => {
  let drained = false;
  const patient = {
    async run({ signal }: { signal: AbortSignal }) {
      await untilAborted(signal);
      drained = true;
    },
  };
  const broken = { run: () => Promise.reject(new Error('broken')) };
  await expect(runLoops([patient, broken], new AbortController().signal)).rejects.toThrow('broken');
  expect(drained).toBe(true);
});
