import { expect, it } from 'vitest';
import { fleetKillTrial } from '../../trials/fleet-kill/fleet-kill-trial.ts';

it('a deployment whose processes are killed completes its batches, with counts that equal the rows at every look', async () => {
  const { faults, watch } = await fleetKillTrial({
    batches: 4,
    lines: 150,
    kills: 1,
    killEveryMs: 1_500,
    namedWorkers: 2,
  });
  expect(faults).toEqual([]);
  expect(watch.comparedMidway).toBeGreaterThan(0);
}, 120_000);
