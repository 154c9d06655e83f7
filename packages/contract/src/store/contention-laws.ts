import assert from 'node:assert/strict';
import { type BatchCounts, type Claim, eachSeq, outcomes, type Receipt, seqsOf, sizeOf } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { seededChance } from '../seeded-chance.ts';
import {
  type BatchUnderTest,
  createBatch,
  dueStep,
  readBatch,
  runningBatch,
  takeDueSteps,
} from './batch-under-test.ts';
import { claim, claims, tryClaim } from './claims-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import { planExtents } from './plan-extents.ts';
import { counts, outcomesBySeq, readCounts, readSettlements, recount } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

const workers = 16;

/** One worker that takes from any of the batches until it finds nothing for a while. */
async function work(harness: StoreHarness, batches: readonly BatchUnderTest[], seed: number): Promise<void> {
  const chance = seededChance(seed);
  for (let idle = 0, rounds = 0; idle < 40; rounds++) {
    assert.ok(rounds < 5_000, 'work runs out');
    const batch = batches[Math.floor(chance() * batches.length)] as BatchUnderTest;
    const taken = await tryClaim(harness, batch, { requests: 1 + Math.floor(chance() * 60), workerId: `w-${seed}` });
    if (taken) await flushSomehow(harness, taken, chance);
    else idle++;
  }
}

async function flushSomehow({ store }: StoreHarness, taken: Claim, chance: () => number): Promise<void> {
  const settle = async (flush: Parameters<typeof store.shards.settle>[0], expected: Receipt = 'recorded') =>
    assert.equal(await store.shards.settle(flush), expected);
  const done = seqsOf([...eachSeq(taken.seqs)].filter(() => chance() < 0.5));
  const left = seqsOf([...eachSeq(taken.seqs)].filter((seq) => !done.some(([from, end]) => from <= seq && seq < end)));
  if (sizeOf(done) > 0) {
    await settle(ending(taken, done));
    await settle(ending(taken, done), 'duplicate');
  }
  if (sizeOf(left) === 0) return;
  const what = chance();
  if (what < 0.25) await settle(deferring(taken, left, { afterMs: 0, attempts: 1 }));
  else if (what < 0.5) await settle(releasing(taken));
  else await settle(ending(taken, left, 'failed'));
}

/**
 * Reads the counts of the batches, over and over, until stopped. What a recount before found has been counted, and what
 * has been counted is found by a recount afterwards.
 */
async function watchCounts(
  harness: StoreHarness,
  batches: readonly BatchUnderTest[],
  stopped: () => boolean,
): Promise<number> {
  let looks = 0;
  while (!stopped()) {
    for (const batch of batches) {
      const before = await readSettlements(harness, batch.id);
      const { counts: seen } = await readBatch(harness, batch);
      const after = await readSettlements(harness, batch.id);
      assertBetween(recount(before, seen.total), seen, recount(after, seen.total));
      looks++;
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return looks;
}

function assertBetween(before: BatchCounts, seen: BatchCounts, after: BatchCounts): void {
  const { total, open, ...ended } = seen;
  assert.equal(open + Object.values(ended).reduce((left, right) => left + right, 0), total, 'the counts add up');
  for (const outcome of outcomes) {
    assert.ok(before[outcome] <= seen[outcome] && seen[outcome] <= after[outcome], `${outcome} is counted at once`);
  }
}

export const contentionLaws: readonly Law<StoreHarness>[] = lawsOf('contention', {
  'many workers over many batches settle every request once, and counts always equal a recount': async (harness) => {
    const total = 300;
    const batches: BatchUnderTest[] = [];
    for (let index = 0; index < 20; index++) {
      batches.push(await runningBatch(harness, { requests: total, perExtent: 100 }));
    }
    let stopped = false;
    const watcher = watchCounts(harness, batches.slice(0, 4), () => stopped);
    await Promise.all(Array.from({ length: workers }, (_, seed) => work(harness, batches, seed)));
    stopped = true;
    assert.ok((await watcher) > 0);
    for (const batch of batches) {
      for await (const next of claims(harness, batch)) {
        await harness.store.shards.settle(ending(next, next.seqs));
      }
      await assertEachEndedOnce(harness, batch, total);
    }
  },

  'batches that are appended, worked and cancelled together end each in counts that match': async (harness) => {
    const total = 60;
    const batches = await Promise.all(Array.from({ length: 8 }, () => createBatch(harness)));
    const steps = await takeDueSteps(harness);
    await Promise.all(
      batches.map(async ({ id, model }) => {
        const step = steps.find(({ batchId }) => batchId === id);
        assert.ok(step, 'the batch is due');
        await harness.store.shards.append(step, planExtents({ model, requests: total, perExtent: 20 }));
        await harness.store.batches.advance(step, { phase: 'in_progress', dueInMs: 3_600_000 });
      }),
    );
    const cancels = batches.slice(0, 4).map((batch) => harness.store.batches.requestCancel(batch));
    await Promise.all([...Array.from({ length: 8 }, (_, seed) => work(harness, batches, seed)), ...cancels]);
    for (const batch of batches) {
      const { total: sum, open, ...ended } = await readCounts(harness, batch);
      assert.deepEqual([sum, open + Object.values(ended).reduce((left, right) => left + right, 0)], [total, total]);
    }
  },

  'of flushes that end the last requests at once the batch is due exactly when nothing is open': async (harness) => {
    const batch = await runningBatch(harness, { requests: 16, perExtent: 1 });
    const claims = await Promise.all(Array.from({ length: 16 }, () => claim(harness, batch)));
    await Promise.all(claims.map((taken) => harness.store.shards.settle(ending(taken, taken.seqs))));
    const step = await dueStep(harness, batch);
    assert.deepEqual(step?.batch.counts, counts({ total: 16, succeeded: 16 }));
  },

  'renew racing with claim leaves each shard with one holder': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 160, perExtent: 10 });
    const held = await Promise.all(Array.from({ length: 16 }, () => claim(harness, batch, { leaseMs: 1_000 })));
    clock.advance(1_000);
    const [renewed, ...taken] = await Promise.all([
      store.shards.renew(held, 60_000),
      ...Array.from({ length: 16 }, () => tryClaim(harness, batch, { leaseMs: 60_000 })),
    ]);
    const takenShards = new Set(taken.flatMap((one) => (one ? [one.shardId] : [])));
    const lostShards = new Set(renewed.lost.map(({ shardId }) => shardId));
    for (const shardId of takenShards) {
      const before = held.find((one) => one.shardId === shardId);
      if (before) assert.ok(lostShards.has(shardId), 'a shard that another took is lost');
    }
    for (const one of held) {
      const receipt = await store.shards.settle(ending(one, [[one.extent.firstSeq, one.extent.firstSeq + 1]]));
      assert.equal(receipt, lostShards.has(one.shardId) ? 'lost' : 'recorded');
    }
  },
});

async function assertEachEndedOnce(harness: StoreHarness, batch: BatchUnderTest, total: number): Promise<void> {
  const settlements = await readSettlements(harness, batch.id);
  const ended = settlements.flatMap(({ seqs }) => [...eachSeq(seqs)]);
  assert.equal(ended.length, total, 'each request ended once');
  assert.equal(outcomesBySeq(settlements).size, total);
  assert.equal((await readCounts(harness, batch)).open, 0);
}
