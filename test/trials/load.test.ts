import { expect, it } from 'vitest';
import { loadTrial } from '../../trials/load/load-trial.ts';

it('clients that poll and clients that upload at the same time are all answered, in bounded memory', async () => {
  const phases = await loadTrial({
    uploads: 20,
    uploadBytes: 2_000_000,
    pollers: 100,
    pollEveryMs: 500,
    seconds: 3,
    processes: 1,
  });
  const logs = phases.flatMap((phase) => phase.logs);
  expect(logs.flatMap(({ errors }) => errors)).toEqual([]);
  expect(logs.every(({ tookMs }) => tookMs.length >= 20)).toBe(true);
  expect(Math.max(...phases.map(({ memory }) => memory.peak))).toBeLessThan(400_000_000);
});
