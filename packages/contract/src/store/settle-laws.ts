import assert from 'node:assert/strict';
import { type Outcome, outcomes } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { refuses } from '../refuses.ts';
import { dueStep, readBatch, runningBatch } from './batch-under-test.ts';
import { claim, refOf, tryClaim, workerId } from './claims-under-test.ts';
import { deferring, ending, linesOf, releasing } from './flushes.ts';
import { counts, readCounts, readSettlements } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

export const settleLaws: readonly Law<StoreHarness>[] = lawsOf('settle', {
  'records outcomes and places as they came': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20, perExtent: 10 });
    const taken = await claim(harness, batch);
    const lines = {
      ...linesOf(
        [
          [1, 4],
          [6, 8],
        ],
        'succeeded',
        'segments/a/b',
      ),
      outcomes: ['succeeded', 'failed', 'deadLettered', 'expired', 'cancelled'] as readonly Outcome[],
      lengths: [1, 127, 128, 70_000, 64 * 1024 * 1024],
      attempts: [1, 2, 3, 100, 0],
      tokensIn: [0, 1, 2 ** 20, 2 ** 30, 5],
      tokensOut: [0, 128, 16_384, 2 ** 28, 6],
      durationsMs: [0, 1, 600_000, 86_400_000, 7],
      offset: 5_000_000_000,
    };
    clock.advance(5);
    const flush = { ...refOf(taken), lines, engine: 'http://engine:8000', rest: 'hold' } as const;
    assert.equal(await store.shards.settle(flush), 'recorded');
    const [settlement, ...others] = await readSettlements(harness, batch.id);
    assert.equal(others.length, 0);
    assert.ok(settlement);
    const { ordinal, ...rest } = settlement;
    assert.equal(typeof ordinal, 'number');
    assert.deepEqual(rest, {
      extent: taken.extent,
      seqs: lines.seqs,
      lines,
      model: batch.model,
      settledAt: clock.now(),
      pool: batch.pool,
      workerId,
      engine: 'http://engine:8000',
    });
  },

  'an engine that was not named is null': async (harness) => {
    const batch = await runningBatch(harness, { requests: 2 });
    await harness.store.shards.settle(ending(await claim(harness, batch), [[0, 1]]));
    const [settlement] = await readSettlements(harness, batch.id);
    assert.equal(settlement?.engine, null);
  },

  'counts how many answers were copied from others, at every moment': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch);
    const flush = ending(taken, [[0, 6]]);
    const copied = async () => (await readBatch(harness, batch)).deduplicated;
    assert.equal(await copied(), 0);
    await store.shards.settle(flush);
    assert.equal(await copied(), 2);
    await store.shards.settle(flush);
    await store.shards.settle({ ...ending(taken, [[6, 8]]), rest: 'release' });
    assert.equal(await copied(), 2);
    await store.shards.settle(ending(await claim(harness, batch), [[8, 10]]));
    assert.equal(await copied(), 3);
    assert.equal((await readCounts(harness, batch)).succeeded, 10);
  },

  'moves each outcome to its count': async (harness) => {
    const batch = await runningBatch(harness, { requests: 20 });
    const taken = await claim(harness, batch);
    let seq = 0;
    for (const [index, outcome] of outcomes.entries()) {
      await harness.store.shards.settle(ending(taken, [[seq, seq + index + 1]], outcome));
      seq += index + 1;
    }
    assert.deepEqual(
      await readCounts(harness, batch),
      counts({ total: 20, open: 5, succeeded: 1, failed: 2, deadLettered: 3, expired: 4, cancelled: 5 }),
    );
  },

  'a repeat is a duplicate and changes nothing': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch);
    const flush = {
      ...ending(taken, [
        [2, 4],
        [6, 7],
      ]),
      deferred: [{ seqs: [[8, 9]] as const, afterMs: 500, attempts: 1 }],
    };
    assert.equal(await store.shards.settle(flush), 'recorded');
    const settled = await readSettlements(harness, batch.id);
    for (let round = 0; round < 3; round++) assert.equal(await store.shards.settle(flush), 'duplicate');
    assert.deepEqual(await readSettlements(harness, batch.id), settled);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, open: 7, succeeded: 3 }));
    harness.clock.advance(500);
    assert.deepEqual((await claim(harness, batch)).seqs, [[8, 9]]);
    assert.equal(await tryClaim(harness, batch), undefined, 'the deferral was made once');
  },

  'concurrent repeats record once': async (harness) => {
    const batch = await runningBatch(harness, { requests: 10 });
    const flush = ending(await claim(harness, batch), [[0, 10]]);
    const receipts = await Promise.all(Array.from({ length: 8 }, () => harness.store.shards.settle(flush)));
    assert.deepEqual(receipts.toSorted(), [...Array.from({ length: 7 }, () => 'duplicate'), 'recorded']);
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, succeeded: 10 }));
  },

  'a flush under another fence is lost and changes nothing': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const first = await claim(harness, batch, { leaseMs: 1_000 });
    const earlier = ending(first, [[0, 2]]);
    assert.equal(await store.shards.settle(earlier), 'recorded');
    clock.advance(1_000);
    const second = await claim(harness, batch);
    assert.deepEqual(second.seqs, [[2, 3]]);
    for (const flush of [
      ending(first, [[2, 3]]),
      ending(first, [[3, 5]]),
      deferring(first, [[2, 3]]),
      releasing(first),
      { ...releasing(first), rest: 'suspect' } as const,
      { ...ending(second, [[2, 3]]), fence: second.fence + 1 },
      { ...ending(second, [[2, 3]]), shardId: 999_999_999 },
      { ...ending(second, [[2, 3]]), batchId: harness.freshId() },
    ]) {
      assert.equal(await store.shards.settle(flush), 'lost');
    }
    assert.equal(await store.shards.settle(earlier), 'lost');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, open: 8, succeeded: 2 }));
    assert.deepEqual((await store.shards.renew([second], 1_000)).lost, [], 'the holder still has it');
    assert.equal(await store.shards.settle(ending(second, [[2, 3]])), 'recorded');
  },

  'a flush that names requests of which only some are open throws conflict and changes nothing': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 10 });
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[2, 4]]));
    await refuses(store.shards.settle(ending(taken, [[3, 5]])), 'conflict');
    await refuses(store.shards.settle(deferring(taken, [[0, 3]])), 'conflict');
    const mixed = { ...ending(taken, [[2, 4]]), deferred: [{ seqs: [[5, 6]] as const, afterMs: 0, attempts: 1 }] };
    await refuses(store.shards.settle(mixed), 'conflict');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 10, open: 8, succeeded: 2 }));
    assert.equal((await readSettlements(harness, batch.id)).length, 1);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.equal(
      await store.shards.settle(
        ending(taken, [
          [0, 2],
          [4, 10],
        ]),
      ),
      'recorded',
    );
  },

  'release hands the rest out again at once, at full size and without a lapse': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const first = await claim(harness, batch);
    assert.equal(await store.shards.settle({ ...ending(first, [[0, 3]]), rest: 'release' }), 'recorded');
    const second = await claim(harness, batch);
    assert.deepEqual([second.seqs, second.lapses, second.attempts], [[[3, 8]], 0, 0]);
    assert.equal(await store.shards.settle(releasing(first)), 'lost');
  },

  'a repeated release is a duplicate': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const first = await claim(harness, batch);
    assert.equal(await store.shards.settle(releasing(first)), 'recorded');
    assert.equal(await store.shards.settle(releasing(first)), 'duplicate');
    const withLines = { ...ending(first, [[0, 3]]), rest: 'release' } as const;
    assert.equal(await store.shards.settle(withLines), 'recorded');
    assert.equal(await store.shards.settle(withLines), 'duplicate');
    assert.deepEqual((await claim(harness, batch)).seqs, [[3, 8]]);
  },

  'what is finished under a released claim that nobody took yet is recorded': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const first = await claim(harness, batch);
    await store.shards.settle(releasing(first));
    assert.equal(await store.shards.settle(ending(first, [[0, 3]])), 'recorded');
    assert.deepEqual((await claim(harness, batch)).seqs, [[3, 8]], 'it is still released');
  },

  'what is finished under a lapsed claim that nobody took yet is recorded': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const first = await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(5_000);
    assert.equal(await store.shards.settle(ending(first, [[0, 8]])), 'recorded');
    assert.equal(await tryClaim(harness, batch), undefined);
  },

  'deferred requests wait their delay in a shard of their own and keep their attempts': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const first = await claim(harness, batch, { leaseMs: 600_000 });
    const flush = {
      ...ending(first, [[0, 2]]),
      deferred: [
        {
          seqs: [
            [2, 3],
            [5, 6],
          ] as const,
          afterMs: 500,
          attempts: 2,
        },
        { seqs: [[6, 7]] as const, afterMs: 9_000, attempts: 1 },
      ],
    };
    assert.equal(await store.shards.settle(flush), 'recorded');
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 8, open: 6, succeeded: 2 }));
    clock.advance(499);
    assert.equal(await tryClaim(harness, batch), undefined);
    clock.advance(1);
    const second = await claim(harness, batch);
    assert.deepEqual(
      [second.seqs, second.attempts, second.lapses],
      [
        [
          [2, 3],
          [5, 6],
        ],
        2,
        0,
      ],
    );
    assert.deepEqual(second.extent, first.extent);
    clock.advance(8_500);
    assert.deepEqual((await claim(harness, batch)).seqs, [[6, 7]]);
    assert.equal(
      await store.shards.settle(
        ending(first, [
          [3, 5],
          [7, 8],
        ]),
      ),
      'recorded',
      'the claim went on',
    );
  },

  'deferring everything ends the claim': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    const first = await claim(harness, batch);
    assert.equal(await store.shards.settle(deferring(first, [[0, 4]], { afterMs: 0, attempts: 1 })), 'recorded');
    assert.deepEqual((await store.shards.renew([first], 1_000)).lost, [refOf(first)]);
    assert.equal((await claim(harness, batch)).attempts, 1);
    assert.deepEqual(await readSettlements(harness, batch.id), []);
  },

  'the last settlement makes the batch due now': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 8, perExtent: 4 });
    const [first, second] = [await claim(harness, batch), await claim(harness, batch)];
    await store.shards.settle(ending(first, [[0, 4]]));
    await store.shards.settle(ending(second, [[4, 7]]));
    assert.equal(await dueStep(harness, batch), undefined);
    await store.shards.settle(ending(second, [[7, 8]]));
    const step = await dueStep(harness, batch);
    assert.deepEqual(step?.batch.counts, counts({ total: 8, succeeded: 8 }));
  },

  'a deferral does not make the batch due': async (harness) => {
    const batch = await runningBatch(harness, { requests: 4 });
    await harness.store.shards.settle(deferring(await claim(harness, batch), [[0, 4]]));
    assert.equal(await dueStep(harness, batch), undefined);
  },

  'an emptied claim answers duplicate to whatever comes': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 4 });
    const taken = await claim(harness, batch);
    await store.shards.settle(ending(taken, [[0, 4]]));
    assert.equal(await store.shards.settle(releasing(taken)), 'duplicate');
    assert.equal(await store.shards.settle(ending(taken, [[1, 2]], 'failed')), 'duplicate');
    assert.deepEqual((await readBatch(harness, batch)).counts, counts({ total: 4, succeeded: 4 }));
  },
});
