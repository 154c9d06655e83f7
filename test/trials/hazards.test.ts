import { expect, it } from 'vitest';
import { hazardsTrial } from '../../trials/hazards/hazards-trial.ts';

it('every input hazard is answered as the contract says, and none makes the server grow', async () => {
  const { results, faults } = await hazardsTrial({
    giantBytes: 64_000_000,
    answeredLines: 20_000,
    plannedLines: 50_000,
  });
  expect(faults).toEqual([]);
  const largest = Math.max(...results.map(({ memory }) => memory.peak));
  expect(largest).toBeLessThan(400_000_000);
});
