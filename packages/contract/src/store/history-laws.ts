import assert from 'node:assert/strict';
import type { BatchPhase, BatchReport, NewBatch, ReportQuery, RevisionWork } from '@spillway/core/store';
import { type Law, lawsOf } from '../law.ts';
import { readPages } from '../read-pages.ts';
import {
  type BatchUnderTest,
  createBatch,
  readBatch,
  runningBatch,
  takeDueSteps,
  takeStep,
} from './batch-under-test.ts';
import { reopen } from './ended-batch-under-test.ts';
import { roleOf } from './optional-roles.ts';
import type { StoreHarness } from './store-harness.ts';

/** Made-up work: the store keeps it as it came. */
function workOf(startedAt: number, overrides: Partial<RevisionWork> = {}): RevisionWork {
  return {
    startedAt,
    outcomes: { succeeded: 3, failed: 0, deadLettered: 1, expired: 0, cancelled: 0 },
    met: 3,
    violated: 1,
    deduplicated: 0,
    queueWaitMs: { bounds: [1_000, 5_000], counts: [2, 1, 1], sum: 9_007_199_254.25 },
    attempts: { bounds: [1, 2], counts: [3, 0, 1], sum: 8 },
    pools: [
      { pool: 'spot', model: 'a "model"', requests: 3, tokensIn: 12, tokensOut: 5e12, busyMs: 900, cost: 0.125 },
      { pool: 'other', model: 'm', requests: 1, tokensIn: 0, tokensOut: 0, busyMs: 0, cost: null },
    ],
    ...overrides,
  };
}

interface Ending {
  readonly phase?: BatchPhase;
  readonly work?: RevisionWork | null;
  readonly overrides?: Partial<NewBatch>;
}

/** A batch that was planned without requests and has ended, by default completed and with a report. */
async function reportedBatch(
  harness: StoreHarness,
  { phase = 'completed', work = workOf(harness.clock.now()), overrides = {} }: Ending = {},
): Promise<BatchUnderTest> {
  const batch = await runningBatch(harness, { requests: 1, overrides });
  if (phase === 'cancelled') await harness.store.batches.requestCancel(batch);
  else harness.clock.advance(3_600_000);
  await end(harness, batch, { phase, work });
  return batch;
}

/** Takes the step, which must be due, and ends the batch. */
async function end(
  harness: StoreHarness,
  batch: BatchUnderTest,
  { phase = 'completed', work = workOf(1) }: Omit<Ending, 'overrides'> = {},
): Promise<void> {
  const step = await takeStep(harness, batch);
  const to = { phase, dueInMs: 0, ...(work && { work }) };
  assert.equal(await harness.store.batches.advance(step, to), true);
}

/** The reports that the query finds, read page by page. */
async function listed(harness: StoreHarness, query: Partial<ReportQuery>): Promise<readonly string[]> {
  const history = roleOf(harness, 'history');
  return readPages(async (position) => {
    const page = await history.list({ limit: 2, ...query, ...position });
    assert.ok(page.reports.length <= (query.limit ?? 2));
    return { keys: idsOf(page.reports), hasMore: page.hasMore };
  });
}

const idsOf = (reports: readonly BatchReport[]): readonly string[] => reports.map(({ id }) => id);

async function reportsOf(harness: StoreHarness, { tenant, id }: BatchUnderTest): Promise<readonly BatchReport[]> {
  return (await roleOf(harness, 'history').list({ tenant, batchId: id, limit: 10 })).reports;
}

export const historyLaws: readonly Law<StoreHarness>[] = lawsOf('history', {
  'the advance that ends a batch records its work beside what the batch then shows': async (harness) => {
    const work = workOf(harness.clock.now());
    const batch = await reportedBatch(harness, { work, overrides: { priority: 7, user: 'ada' } });
    const {
      id: batchId,
      revision,
      tenant,
      user,
      endpoint,
      priority,
      phase,
      ...shown
    } = await readBatch(harness, batch);
    const { createdAt, deadlineAt, endedAt } = shown;
    const id = `${batchId}_r1`;
    const ended = { id, batchId, revision, tenant, user, endpoint, priority, phase, createdAt, deadlineAt, endedAt };
    assert.deepEqual([revision, user, priority, phase], [1, 'ada', 7, 'completed']);
    assert.deepEqual(await reportsOf(harness, batch), [{ ...work, ...ended }]);
  },

  'an advance under a fence that is not current records nothing': async (harness) => {
    const batch = await createBatch(harness);
    const stale = await takeStep(harness, batch, 1_000);
    harness.clock.advance(1_000);
    const step = await takeStep(harness, batch);
    const to = { phase: 'failed', dueInMs: 0, work: workOf(1, { met: 0 }) } as const;
    assert.equal(await harness.store.batches.advance(stale, to), false);
    assert.deepEqual(await reportsOf(harness, batch), []);
    assert.equal(await harness.store.batches.advance(step, { ...to, work: workOf(1, { met: 9 }) }), true);
    assert.equal(await harness.store.batches.advance(step, to), false);
    assert.deepEqual(
      (await reportsOf(harness, batch)).map(({ met }) => met),
      [9],
    );
  },

  'an advance that does not end the batch records nothing, nor does one of a batch that has ended': async (harness) => {
    const batch = await createBatch(harness);
    const { batches } = harness.store;
    const work = workOf(1);
    assert.ok(await batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 0, work }));
    assert.deepEqual(await reportsOf(harness, batch), []);
    await end(harness, batch, { phase: 'failed', work: null });
    assert.ok(await batches.advance(await takeStep(harness, batch), { phase: 'failed', dueInMs: 0, work }));
    assert.deepEqual(await reportsOf(harness, batch), []);
  },

  'a batch with a cancel mark is reported as cancelled, whatever the advance said': async (harness) => {
    const batch = await createBatch(harness);
    const step = await takeStep(harness, batch);
    await harness.store.batches.requestCancel(batch);
    assert.ok(await harness.store.batches.advance(step, { phase: 'failed', dueInMs: 0, work: workOf(1) }));
    assert.deepEqual(
      (await reportsOf(harness, batch)).map(({ phase }) => phase),
      ['cancelled'],
    );
  },

  'each revision of a batch has a report of its own': async (harness) => {
    const batch = await reportedBatch(harness);
    const { deadlineAt } = await reopen(harness, batch);
    await end(harness, batch, { phase: 'expired', work: workOf(2, { met: 1 }) });
    const reports = await reportsOf(harness, batch);
    assert.deepEqual(
      reports.map(({ id, revision, phase, met }) => ({ id, revision, phase, met })),
      [
        { id: `${batch.id}_r2`, revision: 2, phase: 'expired', met: 1 },
        { id: `${batch.id}_r1`, revision: 1, phase: 'completed', met: 3 },
      ],
    );
    assert.equal(reports[0]?.deadlineAt, deadlineAt);
  },

  'reports are listed from the last that ended, of one tenant or of all': async (harness) => {
    const [mine, other] = [harness.freshId(), harness.freshId()];
    const batches: BatchUnderTest[] = [];
    for (const tenant of [mine, other, mine, mine, other]) {
      batches.push(await reportedBatch(harness, { overrides: { tenant } }));
    }
    const newestFirst = batches.toReversed();
    const idsIn = (tenant?: string): readonly string[] =>
      newestFirst.filter((one) => tenant === undefined || one.tenant === tenant).map(({ id }) => `${id}_r1`);
    for (const tenant of [mine, other]) assert.deepEqual(await listed(harness, { tenant }), idsIn(tenant));
    const all = await listed(harness, { limit: 3 });
    assert.deepEqual(all.slice(0, batches.length), idsIn());
    const [{ tenant: _, ...first }] = newestFirst as [BatchUnderTest];
    assert.deepEqual(await listed(harness, { batchId: first.id }), [`${first.id}_r1`]);
    assert.deepEqual(await listed(harness, { batchId: first.id, tenant: mine }), []);
  },

  'of batches that ended at the same moment each is listed once': async (harness) => {
    const tenant = harness.freshId();
    const batches = await Promise.all(Array.from({ length: 5 }, () => createBatch(harness, { tenant })));
    const ours = new Set(batches.map(({ id }) => id));
    for (const step of await takeDueSteps(harness)) {
      const to = { phase: 'failed', dueInMs: 0, work: workOf(1) } as const;
      if (ours.has(step.batchId)) await harness.store.batches.advance(step, to);
    }
    const ids = batches.map(({ id }) => `${id}_r1`);
    assert.deepEqual([...(await listed(harness, { tenant }))].sort(), ids.sort());
  },

  'a range begins with the reports of its first moment and ends before those of its last': async (harness) => {
    const tenant = harness.freshId();
    const batches: BatchUnderTest[] = [];
    for (let index = 0; index < 3; index++) batches.push(await reportedBatch(harness, { overrides: { tenant } }));
    const [first, second, third] = batches as [BatchUnderTest, BatchUnderTest, BatchUnderTest];
    const endedAt = async (batch: BatchUnderTest) => (await reportsOf(harness, batch))[0]?.endedAt as number;
    const [from, to] = [await endedAt(second), await endedAt(third)];
    assert.deepEqual(await listed(harness, { tenant, from, to }), [`${second.id}_r1`]);
    assert.deepEqual(await listed(harness, { tenant, to }), [`${second.id}_r1`, `${first.id}_r1`]);
    assert.deepEqual(await listed(harness, { tenant, from: from + 0.5 }), [`${third.id}_r1`]);
  },

  'an unknown after answers an empty page': async (harness) => {
    const history = roleOf(harness, 'history');
    const [batch, stranger] = [await reportedBatch(harness), await reportedBatch(harness)];
    const none = { reports: [], hasMore: false };
    assert.deepEqual(await history.list({ after: harness.freshId(), limit: 10 }), none);
    assert.deepEqual(await history.list({ tenant: batch.tenant, after: `${stranger.id}_r1`, limit: 10 }), none);
    assert.deepEqual(await history.list({ batchId: batch.id, after: `${stranger.id}_r1`, limit: 10 }), none);
  },

  'purge forgets what ended so long ago, the oldest first and a few at a time': async (harness) => {
    const history = roleOf(harness, 'history');
    // Older than whatever other laws left in a store that they share.
    while ((await history.purge({ olderThanMs: 0, limit: 1_000 })) > 0);
    const tenant = harness.freshId();
    const batches: BatchUnderTest[] = [];
    for (let index = 0; index < 3; index++) batches.push(await reportedBatch(harness, { overrides: { tenant } }));
    const [, second, third] = batches.map(({ id }) => `${id}_r1`);
    assert.equal(await history.purge({ olderThanMs: 2 * 3_600_000 + 1, limit: 10 }), 0);
    assert.equal(await history.purge({ olderThanMs: 3_600_000, limit: 1 }), 1);
    assert.deepEqual(await listed(harness, { tenant }), [third, second]);
    assert.equal(await history.purge({ olderThanMs: 3_600_000, limit: 1 }), 1);
    assert.equal(await history.purge({ olderThanMs: 3_600_000, limit: 1 }), 0);
    assert.deepEqual(await listed(harness, { tenant }), [third]);
  },
});
