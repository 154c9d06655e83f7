import { expect, test } from 'vitest';
import { type BacklogRatioOptions, backlogRatio } from './backlog-ratio.ts';
import { freshMemory } from './fleet-memory.ts';
import type { FleetPlan, FleetState } from './fleet-policy.ts';

const HOUR_MS = 3_600_000;

interface Backlog extends BacklogRatioOptions {
  /** Open requests of each lane. */
  readonly open: readonly (number | undefined)[];
  readonly runningDedicated?: number;
  readonly spotNow?: number;
}

/** A spot pool of 1 to 16, a dedicated pool of up to 8. */
function plan({ open, runningDedicated = 0, spotNow = 16, ...options }: Backlog): FleetPlan {
  const common = { coldStartMs: 60_000, replicas: [] };
  const replicas = Array.from({ length: runningDedicated }, (_, index) => ({ id: `d${index}`, coldMs: 0 }));
  const dedicated = { ...common, name: 'dedicated', preemptible: false, pricePerHour: 4, minReplicas: 0 };
  const state: FleetState = {
    asOf: 0,
    tickMs: 5_000,
    pools: [
      {
        ...common,
        name: 'spot',
        preemptible: true,
        pricePerHour: 1,
        minReplicas: 1,
        maxReplicas: 16,
        obtainable: spotNow,
      },
      { ...dedicated, maxReplicas: 8, obtainable: 8, replicas },
    ],
    due: open.map((openRequests) => ({
      deadlineAt: HOUR_MS,
      createdAt: 0,
      totalHours: 1,
      leftHours: 0.5,
      unsettledHours: 0,
      ...(openRequests !== undefined && { openRequests }),
    })),
  };
  return backlogRatio(options).decide(state, freshMemory);
}

test('a spot replica for every five open requests and a dedicated one for every ten, of all lanes together', () => {
  expect(plan({ open: [13, 8] }).replicas).toEqual({ spot: 5, dedicated: 3 });
  expect(plan({ open: [1] }).replicas).toEqual({ spot: 1, dedicated: 1 });
});

test('the limits of the pools, and what can be had of spot, bound it', () => {
  expect(plan({ open: [10_000] }).replicas).toEqual({ spot: 16, dedicated: 8 });
  expect(plan({ open: [10_000], spotNow: 2 }).replicas).toEqual({ spot: 2, dedicated: 8 });
  expect(plan({ open: [] })).toMatchObject({ replicas: { spot: 1, dedicated: 0 }, dedicatedUntilAt: undefined });
});

test('the ratios can be chosen', () => {
  expect(plan({ open: [100], requestsPerSpot: 50, requestsPerDedicated: 100 }).replicas).toEqual({
    spot: 2,
    dedicated: 1,
  });
});

test('dedicated replicas go as the backlog does, and only more of them are worth a word', () => {
  expect(plan({ open: [20], runningDedicated: 3 })).toMatchObject({
    replicas: { dedicated: 2 },
    drop: ['d2'],
    dedicatedUntilAt: HOUR_MS,
    reasons: [],
  });
  expect(plan({ open: [20], runningDedicated: 1 }).reasons.map(({ text }) => text)).toEqual([
    '20 requests are open, and every 10 want one dedicated replica.',
  ]);
});

test('where nobody counts requests, a minute of a replica stands for one', () => {
  expect(plan({ open: [undefined] }).replicas).toEqual({ spot: 6, dedicated: 3 });
});
