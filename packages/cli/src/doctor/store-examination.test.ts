import { type Clock, systemClock } from '@spillway/core';
import { createMemoryStore } from '@spillway/core/memory';
import { expect, it } from 'vitest';
import { examineStore } from './store-examination.ts';

const asOf = Date.UTC(2026, 10, 21);

/** What is found of a database that says the same at any time, asked between these moments of this machine. */
async function clockFound(beforeMs: number, afterMs: number): Promise<unknown> {
  const moments = [beforeMs, afterMs];
  const clock: Clock = { ...systemClock, now: () => asOf + (moments.shift() ?? 0) };
  const { findings } = await examineStore(createMemoryStore({ now: () => asOf }), { clock, found: [] });
  return findings;
}

it.each([
  [-1, 1, '0 ms'],
  [-30_000, 0, '0 ms'],
  [0, 30_000, '0 ms'],
  [1_500, 30_000, '2 s'],
  [-30_000, -900, '900 ms'],
])('an answer between %i and %i ms of its own time is no sign of a wrong clock', async (beforeMs, afterMs, by) => {
  expect(await clockFound(beforeMs, afterMs)).toMatchObject([
    { check: 'clock', state: 'ok', text: expect.stringContaining(`differ by ${by}`) },
  ]);
});

it.each([
  [2_001, 2_002],
  [-9_000, -2_001],
])('one between %i and %i ms is', async (beforeMs, afterMs) => {
  expect(await clockFound(beforeMs, afterMs)).toMatchObject([
    { check: 'clock', state: 'warn', text: expect.stringContaining('differ by 2 s') },
  ]);
});
