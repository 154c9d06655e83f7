import { expect, test } from 'vitest';
import { ReplicaGroup } from './replica-group.ts';

/** A group that has what it was told to start, named by a number, and stops what it was told to stop. */
function grown(group: ReplicaGroup, desired: number, nowMs: number): string[] {
  const { start, stop } = group.change(desired, nowMs);
  for (let count = 0; count < start; count++) group.started(`r${nowMs}.${count}`, nowMs);
  for (const replica of stop) replica.stopping = true;
  return stop.map(({ name }) => name);
}

test('a repeated wish starts nothing more, and the newest are the first to be stopped', () => {
  const group = new ReplicaGroup();
  grown(group, 2, 1);
  grown(group, 3, 2);
  expect(group.change(3, 3)).toEqual({ start: 0, stop: [] });
  expect(grown(group, 1, 4)).toEqual(['r2.0', 'r1.1']);
  expect(grown(group, 1, 5)).toEqual([]);
});

test('what is still ending does not count: a wish that grows again is met at once', () => {
  const group = new ReplicaGroup();
  grown(group, 1, 1);
  grown(group, 0, 2);
  expect(group.change(1, 3).start).toBe(1);
  group.ended('r1.0', 4);
  expect(group.change(1, 4).start).toBe(1);
});

test('replicas that die young are replaced after waits that double, up to half a minute', () => {
  const group = new ReplicaGroup();
  let nowMs = 0;
  const waits: number[] = [];
  for (let death = 0; death < 8; death++) {
    grown(group, 1, nowMs);
    group.ended(`r${nowMs}.0`, ++nowMs);
    const diedMs = nowMs;
    while (group.change(1, nowMs).start === 0) nowMs += 500;
    waits.push(nowMs - diedMs);
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('one that dies old is replaced after a second, and ends the row of young deaths; a storm counts as one', () => {
  const group = new ReplicaGroup();
  const waitAfter = (nowMs: number) => [1_000, 2_000, 4_000].find((ms) => group.change(9, nowMs + ms).start > 0);
  grown(group, 3, 0);
  for (const name of ['r0.0', 'r0.1', 'r0.2']) group.ended(name, 10);
  expect(waitAfter(10)).toBe(1_000);
  grown(group, 1, 1_010);
  group.ended('r1010.0', 40_000);
  expect(waitAfter(40_000)).toBe(1_000);
});
