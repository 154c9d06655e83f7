import { expect, it } from 'vitest';
import { autoscaleTrial } from '../../trials/autoscale/autoscale-trial.ts';
import { spotLifeMs } from '../../trials/autoscale/judge.ts';

it('a fleet from nothing finishes in time what its spot alone would miss, with spot workers killed, and leaves no process', async () => {
  const { faults, kills } = await autoscaleTrial({
    requests: 330,
    // In a shorter window the margins of the fleet are those of a machine that nobody else uses.
    minutes: 2,
    spot: 1,
    dedicated: 3,
    kills: 2,
    killEveryMs: 9_000,
    speed: 0.14,
  });
  expect(faults).toEqual([]);
  expect(kills.map(({ signal }) => signal)).toEqual(['SIGKILL', 'SIGTERM']);
}, 400_000);

it('spot alone is judged by how long its replicas lived, and by the rest of the window behind the work', () => {
  const replica = { pool: 'spot', pid: 1, how: null };
  const lives = [
    { ...replica, startedAt: 1_000, endedAt: 9_000 },
    { ...replica, startedAt: 12_000, endedAt: null },
    { ...replica, pool: 'dedicated', startedAt: 0, endedAt: null },
  ];
  expect(spotLifeMs(lives, { spot: 1, endedAt: 20_000, deadlineAt: 25_000 })).toBe(8_000 + 8_000 + 5_000);
  expect(spotLifeMs(lives, { spot: 2, endedAt: 20_000, deadlineAt: 15_000 })).toBe(8_000 + 3_000);
});
