import { describe, expect, test } from 'vitest';
import type { Batch } from '../store/index.ts';
import type { OutlookFacts, PartFacts, PoolFacts } from './outlook-facts.ts';
import { outlookOf } from './outlook-of.ts';

const HOUR_MS = 3_600_000;
const asOf = Date.UTC(2026, 0, 1);

const batch = {
  ...{ id: 'batch_1', phase: 'in_progress', revision: 1, createdAt: asOf - HOUR_MS, inProgressAt: asOf - HOUR_MS },
  ...{ deadlineAt: asOf + HOUR_MS, finalizingAt: null, endedAt: null, cancelRequestedAt: null },
  counts: { total: 1_000, open: 1_000, succeeded: 0, failed: 0, deadLettered: 0, expired: 0, cancelled: 0 },
} as Batch;

const spot: PoolFacts = {
  ...{ name: 'spot', preemptible: true, permission: 'all', live: 1, desired: 1, most: null },
  workers: { now: 1, lately: 1 },
};
const dedicated: PoolFacts = {
  ...spot,
  name: 'dedicated',
  preemptible: false,
  live: 0,
  desired: 0,
  workers: { now: 0, lately: 0 },
};

const inTime: PartFacts = {
  ...{ model: 'm', openRequests: 1_000, leftHours: 0.5, finishInMs: HOUR_MS / 2, aloneInMs: null, others: 0 },
  pools: [spot, dedicated],
};
const late: PartFacts = { ...inTime, leftHours: 2, finishInMs: 2 * HOUR_MS, aloneInMs: 2 * HOUR_MS };

function facts(parts: readonly PartFacts[], changes: Partial<Batch> = {}): OutlookFacts {
  return { asOf, batch: { ...batch, ...changes }, parts };
}

describe('an outlook', () => {
  test('is that of the part that is done last, and its files', () => {
    const slow = { ...inTime, model: 'n', finishInMs: 0.75 * HOUR_MS };
    expect(outlookOf(facts([inTime, slow]))).toEqual({
      ...{ batchId: 'batch_1', deadlineAt: asOf + HOUR_MS, expectedFinishAt: asOf + 0.75 * HOUR_MS + 2_000 },
      ...{ slackMs: HOUR_MS / 4 - 2_000, onTime: true, reasons: [] },
    });
  });

  test('has negative slack and a reason where it will be late', () => {
    const outlook = outlookOf(facts([late]));
    expect(outlook).toMatchObject({ slackMs: -HOUR_MS - 2_000, onTime: false });
    expect(outlook.reasons).toHaveLength(1);
  });

  test('of what is never done has no finish, and is not in time', () => {
    const never = outlookOf(facts([inTime, { ...late, finishInMs: 'never' }]));
    expect(never).toMatchObject({ expectedFinishAt: null, slackMs: null, onTime: false });
  });

  test('goes on as the batch went, where a part was not forecast', () => {
    const counts = { ...batch.counts, open: 500, succeeded: 500 };
    const unknown = { ...inTime, leftHours: null, finishInMs: null };
    expect(outlookOf(facts([inTime, unknown], { counts }))).toMatchObject({
      ...{ expectedFinishAt: asOf + HOUR_MS, slackMs: 0, onTime: true, reasons: [] },
    });
    expect(outlookOf(facts([unknown]))).toMatchObject({
      ...{ expectedFinishAt: null, slackMs: null, onTime: null },
      reasons: [{ code: 'not_measured' }],
    });
  });

  test('knows a later revision by its forecast', () => {
    expect(outlookOf(facts([inTime], { revision: 2 })).onTime).toBe(true);
    expect(outlookOf(facts([], { revision: 2 })).onTime).toBeNull();
  });

  test('of a batch that is finalizing is now', () => {
    expect(outlookOf(facts([], { phase: 'finalizing' }))).toMatchObject({ expectedFinishAt: asOf, slackMs: HOUR_MS });
  });

  test('past the deadline is late, whatever is forecast', () => {
    expect(outlookOf(facts([], { deadlineAt: asOf - 1 })).onTime).toBe(false);
  });

  test.each<[string, Partial<Batch>]>([
    ['is planned', { inProgressAt: null, phase: 'validating' }],
    ['is being cancelled', { cancelRequestedAt: asOf }],
    ['has ended', { endedAt: asOf, phase: 'completed' }],
  ])('is none while the batch %s', (_, changes) => {
    expect(outlookOf(facts([late], changes))).toMatchObject({ expectedFinishAt: null, onTime: null, reasons: [] });
  });
});

describe('the reasons of a late batch', () => {
  test.each<[string, Partial<PartFacts>, [code: string, text: string]]>([
    [
      'that no worker serves its model',
      { finishInMs: 'never', aloneInMs: 'never', pools: [{ ...spot, live: 0 }, dedicated] },
      ['no_worker', "No worker serves 'm'; 1,000 requests wait for one."],
    ],
    [
      'that replicas are on their way',
      { pools: [{ ...spot, live: 1, desired: 3, most: 4 }] },
      ['starting', "spot is asked for 3 workers for 'm' and has 1."],
    ],
    [
      'that workers went',
      { pools: [{ ...spot, workers: { now: 1, lately: 4 } }] },
      ['interrupted', 'spot had 4 workers within the last 15 min and has 1.'],
    ],
    [
      'that a pool may not grow',
      { pools: [spot, { ...dedicated, live: 2, desired: 2, most: 2 }] },
      ['at_max', "dedicated may have 2 workers for 'm' and no more."],
    ],
    [
      'that workers are kept from it',
      { pools: [spot, { ...dedicated, live: 1, permission: 'none' }] },
      ['withheld', 'dedicated has 1 worker, kept for batches whose deadline needs them.'],
    ],
    [
      'that workers take only a part of it',
      { pools: [spot, { ...dedicated, live: 1, permission: 'returned' }] },
      ['withheld', 'dedicated has 1 worker, which may only take what was interrupted or failed before.'],
    ],
    [
      'that others come before it',
      { aloneInMs: HOUR_MS / 2, others: 2 },
      [
        'waiting',
        'Alone it would be done in 30 min, and with the work beside it in 2.0 h. 2 other batches of the tenant wait beside it.',
      ],
    ],
    [
      'that it is too much',
      {},
      ['too_slow', "1,000 requests for 'm' are 2.0 h of work for one worker; 1 lives and 60 min are left."],
    ],
    [
      'that nobody measured its model',
      { leftHours: null, finishInMs: null },
      ['not_measured', "It was never measured how fast a worker answers for 'm'."],
    ],
  ])('say %s', (_, changes, [code, text]) => {
    const { reasons } = outlookOf(facts([{ ...late, ...changes }]));
    expect(reasons[0]).toEqual({ code, text });
  });

  test('name no pool that shrank because less is wanted, and no part that is in time', () => {
    const shrunk = { ...spot, most: 8, workers: { now: 1, lately: 4 } };
    const { reasons } = outlookOf(
      facts([
        { ...late, pools: [shrunk] },
        { ...inTime, model: 'n', pools: [] },
      ]),
    );
    expect(reasons.map(({ code }) => code)).toEqual(['too_slow']);
  });

  test('come with the most telling first', () => {
    const pools = [
      { ...spot, desired: 2, most: 4, workers: { now: 1, lately: 3 } },
      { ...dedicated, live: 1, desired: 1, most: 1, permission: 'none' } as const,
    ];
    const { reasons } = outlookOf(facts([{ ...late, pools }]));
    expect(reasons.map(({ code }) => code)).toEqual(['starting', 'interrupted', 'at_max', 'withheld', 'too_slow']);
  });
});
