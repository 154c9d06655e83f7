import { expect, it } from 'vitest';
import { autoscaleTrial } from '../../trials/autoscale/autoscale-trial.ts';

it('a fleet from nothing finishes in time what its spot alone would miss, with spot workers killed, and leaves no process', async () => {
  const { faults, kills } = await autoscaleTrial({
    requests: 135,
    minutes: 1,
    spot: 1,
    dedicated: 3,
    kills: 2,
    killEveryMs: 9_000,
    speed: 0.14,
  });
  expect(faults).toEqual([]);
  expect(kills.map(({ signal }) => signal)).toEqual(['SIGKILL', 'SIGTERM']);
}, 150_000);
