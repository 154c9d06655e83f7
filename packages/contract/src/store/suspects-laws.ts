import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { type BatchUnderTest, dayMs, runningBatch } from './batch-under-test.ts';
import { claim, refOf, tryClaim } from './claims-under-test.ts';
import { ending, releasing } from './flushes.ts';
import { laneDueInMs, lanesOf } from './lanes-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

/** A batch whose only open request is a suspect. */
async function suspectBatch(harness: StoreHarness): Promise<BatchUnderTest> {
  const batch = await runningBatch(harness, { requests: 1 });
  await harness.store.shards.settle({ ...refOf(await claim(harness, batch)), rest: 'suspect' });
  return batch;
}

export const suspectLaws: readonly Law<StoreHarness>[] = lawsOf('suspects', {
  'a suspect is handed out only to who takes suspects': async (harness) => {
    const batch = await suspectBatch(harness);
    assert.equal(await tryClaim(harness, batch, { suspects: false }), undefined);
    assert.equal((await claim(harness, batch, { suspects: true })).lapses, 1);
  },

  'a single request becomes a suspect at the moment its lease ends': async (harness) => {
    const batch = await runningBatch(harness, { requests: 1 });
    await claim(harness, batch, { suspects: false, leaseMs: 1_000 });
    harness.clock.advance(1_000);
    assert.equal(await tryClaim(harness, batch, { suspects: false }), undefined);
    assert.equal((await claim(harness, batch, { suspects: true })).lapses, 1);
  },

  'a suspect is offered whatever the permission says': async (harness) => {
    const batch = await suspectBatch(harness);
    const elsewhere = { ...batch, pool: harness.freshId() };
    const [lane] = await lanesOf(harness, elsewhere, { suspects: true });
    assert.deepEqual([lane?.permission, lane?.dueInMs, lane?.open], ['none', 0, 1]);
    assert.deepEqual(await lanesOf(harness, elsewhere, { suspects: false }), []);
    assert.equal(await tryClaim(harness, elsewhere, { suspects: false }), undefined);
    assert.equal((await claim(harness, elsewhere, { suspects: true })).lapses, 1);
  },

  'a pool without permission that takes suspects gets nothing else': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 5, perExtent: 2 });
    const elsewhere = { ...batch, pool: harness.freshId() };
    const taken = [await claim(harness, batch), await claim(harness, batch), await claim(harness, batch)];
    const [lapsing, released, single] = taken as [(typeof taken)[0], (typeof taken)[0], (typeof taken)[0]];
    await store.shards.renew([lapsing], 1_000);
    await store.shards.settle(releasing(released));
    await store.shards.settle({ ...refOf(single), rest: 'suspect' });
    clock.advance(1_000);
    assert.deepEqual((await claim(harness, elsewhere, { suspects: true })).seqs, [[4, 5]]);
    assert.equal(await tryClaim(harness, elsewhere, { suspects: true }), undefined);
  },

  'a lane of suspects alone is due at the deadline for who takes none': async (harness) => {
    const batch = await suspectBatch(harness);
    assert.equal(await laneDueInMs(harness, batch, { suspects: true }), 0);
    assert.equal(await laneDueInMs(harness, batch, { suspects: false }), dayMs);
  },

  'a lapse of many makes no suspect': async (harness) => {
    const batch = await runningBatch(harness, { requests: 2 });
    await claim(harness, batch, { leaseMs: 1_000 });
    harness.clock.advance(1_000);
    const first = await claim(harness, batch, { suspects: false });
    const second = await claim(harness, batch, { suspects: false });
    assert.deepEqual([first.seqs, first.lapses, second.seqs, second.lapses], [[[0, 1]], 0, [[1, 2]], 0]);
  },

  'a suspect that was released is still one': async (harness) => {
    const batch = await suspectBatch(harness);
    await harness.store.shards.settle(releasing(await claim(harness, batch)));
    assert.equal(await tryClaim(harness, batch, { suspects: false }), undefined);
    assert.equal((await claim(harness, batch)).lapses, 1);
  },

  'of a suspect and another shard that are due at one moment that of the earlier extent goes first': async (
    harness,
  ) => {
    const { shards } = harness.store;
    for (const suspected of [0, 1]) {
      const batch = await runningBatch(harness, { requests: 2, perExtent: 1 });
      const taken = [await claim(harness, batch), await claim(harness, batch)];
      for (const [index, one] of taken.entries()) {
        await shards.settle({ ...refOf(one), rest: index === suspected ? 'suspect' : 'release' });
      }
      const again = [await claim(harness, batch, { suspects: true }), await claim(harness, batch, { suspects: true })];
      const seen = again.map(({ seqs, lapses }) => [seqs, lapses]);
      const expected = [0, 1].map((index) => [[[index, index + 1]], index === suspected ? 1 : 0]);
      assert.deepEqual(seen, expected);
    }
  },

  'a suspect that answers is settled like any other': async (harness) => {
    const batch = await suspectBatch(harness);
    assert.equal(await harness.store.shards.settle(ending(await claim(harness, batch), [[0, 1]])), 'recorded');
    assert.deepEqual(await lanesOf(harness, batch), []);
  },
});
