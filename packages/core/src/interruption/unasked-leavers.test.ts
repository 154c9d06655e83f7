import { expect, test } from 'vitest';
import { defaultPools } from '../policy/index.ts';
import type { FleetStanding } from '../store/index.ts';
import { type UnaskedLeaversOptions, unaskedLeavers } from './unasked-leavers.ts';

function wanted(pool: string, model: string, desiredReplicas: number): FleetStanding {
  return { pool, model, desiredReplicas, decidedAt: 0, observed: null };
}

/** Of workers a, b and c the ids of those that left unasked, when only these stayed. */
function left(stayed: readonly string[], options: Partial<UnaskedLeaversOptions> = {}, pool = 'spot'): string[] {
  const before = ['a', 'b', 'c'].map((id) => ({ id, pool, models: ['m'] }));
  const standings = [wanted('spot', 'm', 3), wanted('dedicated', 'm', 3)];
  return unaskedLeavers({ before, accounted: new Set(stayed), standings, pools: defaultPools, ...options }).map(
    ({ id }) => id,
  );
}

test('a worker that leaves although all were wanted was taken', () => {
  expect(left(['a', 'b', 'c'])).toEqual([]);
  expect(left(['a', 'c'])).toEqual(['b']);
  expect(left([])).toEqual(['a', 'b', 'c']);
});

test('as many as were too many may leave', () => {
  const standings = [wanted('spot', 'm', 2)];
  expect(left(['a', 'b'], { standings })).toEqual([]);
  expect(left(['a'], { standings })).toEqual(['c']);
  expect(left([], { standings: [] })).toEqual([]);
});

test('nobody takes a worker of a pool that stays', () => {
  expect(left([], {}, 'dedicated')).toEqual([]);
});

test('of several models one that wants it is enough', () => {
  const before = [{ id: 'a', pool: 'spot', models: ['idle', 'busy'] }];
  const standings = [wanted('spot', 'idle', 0), wanted('spot', 'busy', 1)];
  expect(left([], { before, standings })).toEqual(['a']);
});
