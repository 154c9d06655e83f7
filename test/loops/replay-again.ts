import type { FleetRecord } from '@spillway/core';
import { restoreFleetPolicy } from '@spillway/core/fleet';
import { replayRecords } from '@spillway/simulator/fleet';
import { expect } from 'vitest';

/** The policy that the records name decides all of them again, those of one coordinator after one start. */
export function expectSameDecisions(records: readonly FleetRecord[]): void {
  const [first] = records;
  const policy = first && restoreFleetPolicy(first.policy);
  if (!policy) throw new Error('no policy was recorded');
  const same = { decisions: records.length, models: ['m'], resumed: 1, differences: [] };
  expect(replayRecords(records, policy)).toEqual(same);
}
