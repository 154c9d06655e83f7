import { expect, it } from 'vitest';
import { killRunTrial } from '../../trials/kill-run/kill-run-trial.ts';

it('a run that is killed at random moments answers each line once, and repeats at most what was not recorded', async () => {
  const { faults, produced, kills } = await killRunTrial({ lines: 2_000, kills: 2 });
  expect({ faults, lines: produced.output + produced.errors }).toEqual({ faults: [], lines: 2_000 });
  expect(kills.length).toBeGreaterThan(0);
}, 120_000);
