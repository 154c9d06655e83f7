import {
  dedicatedOnly,
  type FleetPolicy,
  lastHour,
  lateBurst,
  slackRatio,
  spotOnly,
  uniformProgress,
} from '@spillway/core/fleet';
import { expect, test } from 'vitest';
import { scenarioOf } from './one-batch.ts';
import { simulateFleet } from './simulate-fleet.ts';
import type { FleetMoment } from './simulated-fleet.ts';

/** A batch of 20 replica-hours for 6 hours with at most 8 dedicated replicas, on so much spot for so long. */
function momentsOf(policy: FleetPolicy, spot: number, forTicks = 36, workHours = 20): FleetMoment[] {
  const moments: FleetMoment[] = [];
  const supply = Array.from({ length: 36 }, (_, tick) => (tick < forTicks ? spot : 0));
  const common = { tickHours: 1 / 6, windowHours: 6, spot: 16, dedicated: 8, coldStartHours: 1 / 6, priceRatio: 4 };
  const watch = (moment: FleetMoment): void => void moments.push(moment);
  simulateFleet({ ...scenarioOf({ ...common, supply, workHours }, policy), watch });
  return moments;
}

const firstDedicated = (moments: readonly FleetMoment[]) => moments.find(({ replicas }) => replicas.dedicated)?.tick;

test('late burst takes all spot, and escalates at W / M + 2c + tick before the deadline, with the fewest that finish', () => {
  const moments = momentsOf(lateBurst(), 0);
  // 20 / 8 h + 30 min before the end: at tick 36 − 18.
  expect(firstDedicated(moments)).toBe(18);
  // 20 replica-hours in three hours, less a cold start and a tick.
  expect(moments[18]?.replicas.dedicated).toBe(8);
  expect(momentsOf(lateBurst(), 16)[0]?.replicas).toEqual({ spot: 16, dedicated: 0 });
});

test('late burst closes again when spot has done enough', () => {
  const supply = 14;
  const moments = momentsOf(lateBurst(), supply, 36, 40);
  expect(moments.filter(({ replicas }) => replicas.dedicated)).toEqual([]);
  const tight = momentsOf(lateBurst(), supply, 36, 44);
  const escalated = tight.map(({ replicas }) => (replicas.dedicated ?? 0) > 0);
  expect(escalated.indexOf(true)).toBeGreaterThanOrEqual(0);
  expect(escalated.lastIndexOf(true)).toBeLessThan(escalated.length - 1);
});

test('slack ratio opens everything for good once a fifth of the time left is not slack', () => {
  const moments = momentsOf(slackRatio(), 0);
  // R − 2.5 − 1/6 < 0.2 R at 3.33 hours before the end, which is not yet less: one tick later.
  expect(firstDedicated(moments)).toBe(17);
  expect(moments.slice(17).every(({ replicas }) => replicas.dedicated === 8)).toBe(true);
});

test('the fixed threshold swaps spot for all dedicated replicas one hour before the deadline', () => {
  const moments = momentsOf(lastHour(), 2);
  expect(moments[29]?.replicas).toEqual({ spot: 2, dedicated: 0 });
  expect(moments[30]?.replicas).toEqual({ spot: 0, dedicated: 8 });
});

test('uniform progress makes up what spot lacks of the rate that is needed', () => {
  const moments = momentsOf(uniformProgress(), 2);
  const dedicated = moments.find(({ replicas }) => replicas.dedicated)?.replicas.dedicated ?? 0;
  expect(firstDedicated(moments)).toBeLessThan(3);
  expect(dedicated).toBeGreaterThanOrEqual(1);
  expect(dedicated).toBeLessThan(5);
});

test('uniform progress leaves the work to spot that keeps up with it', () => {
  expect(firstDedicated(momentsOf(uniformProgress(), 8).slice(2))).toBeUndefined();
});

test('spot only and dedicated only do what they say', () => {
  expect(momentsOf(spotOnly(), 3).every(({ replicas }) => replicas.dedicated === 0)).toBe(true);
  expect(momentsOf(dedicatedOnly(), 3).every(({ replicas }) => replicas.spot === 0 && replicas.dedicated === 8)).toBe(
    true,
  );
});
