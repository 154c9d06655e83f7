import assert from 'node:assert/strict';
import { containsAll, type Seqs, sizeOf } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { runningBatch } from './batch-under-test.ts';
import { claim, claims, refOf, tryClaim } from './claims-under-test.ts';
import { deferring, ending, releasing } from './flushes.ts';
import { counts, readCounts } from './recount.ts';
import type { StoreHarness } from './store-harness.ts';

export const lapseLaws: readonly Law<StoreHarness>[] = lawsOf('lapses', {
  'a shard is nobody else’s until its lease ends, and then anybody’s': async (harness) => {
    const { clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(999);
    assert.equal(await tryClaim(harness, batch), undefined);
    clock.advance(1);
    assert.ok(await tryClaim(harness, batch));
  },

  'a lease or a delay of a fraction of a millisecond is never over early': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const taken = await claim(harness, batch, { leaseMs: 312.5 });
    clock.advance(312);
    assert.equal(await tryClaim(harness, batch), undefined);
    assert.deepEqual((await store.shards.renew([taken], 312.5)).lost, []);
    clock.advance(312);
    assert.equal(await tryClaim(harness, batch), undefined);
    await store.shards.settle({ ...deferring(taken, [[0, 8]], { afterMs: 312.5 }), rest: 'release' });
    clock.advance(312);
    assert.equal(await tryClaim(harness, batch), undefined);
    clock.advance(1);
    assert.ok(await tryClaim(harness, batch));
  },

  'a shard whose lease lapsed comes back before fresh ones, in eighths': async (harness) => {
    const { clock } = harness;
    const batch = await runningBatch(harness, { requests: 32, perExtent: 16 });
    await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(1_000);
    const taken: Seqs[] = [];
    for (let index = 0; index < 9; index++) taken.push((await claim(harness, batch)).seqs);
    assert.deepEqual(
      taken.slice(0, 8),
      Array.from({ length: 8 }, (_, index) => [[2 * index, 2 * index + 2]]),
    );
    assert.deepEqual(taken[8], [[16, 32]]);
  },

  'an eighth is rounded up, of what was open when the lease lapsed': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 20 });
    const first = await claim(harness, batch, { leaseMs: 1_000 });
    await store.shards.settle(ending(first, [[0, 3]]));
    clock.advance(1_000);
    assert.deepEqual((await claim(harness, batch)).seqs, [[3, 6]]);
  },

  'a lapse burns no attempt and is no lapse of many': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 16 });
    const first = await claim(harness, batch);
    await store.shards.settle(deferring(first, [[0, 16]], { afterMs: 0, attempts: 2 }));
    await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(1_000);
    const second = await claim(harness, batch);
    assert.deepEqual([second.seqs, second.attempts, second.lapses], [[[0, 2]], 2, 0]);
    const rest = await claim(harness, batch);
    assert.deepEqual([rest.seqs, rest.attempts], [[[2, 4]], 2]);
  },

  'a single request counts its lapses': async (harness) => {
    const { clock } = harness;
    const batch = await runningBatch(harness, { requests: 1 });
    for (let lapses = 0; lapses < 3; lapses++) {
      assert.equal((await claim(harness, batch, { leaseMs: 1_000 })).lapses, lapses);
      clock.advance(1_000);
    }
  },

  'a request that kills every holder is alone after three lapses, and its neighbours are answered': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 512 });
    const poison: Seqs = [[301, 302]];
    let lapses = 0;
    for (let rounds = 0; rounds < 2_000; rounds++) {
      const taken = await tryClaim(harness, batch, { leaseMs: 1_000 });
      if (!taken) clock.advance(1_000);
      else if (!containsAll(taken.seqs, poison)) await store.shards.settle(ending(taken, taken.seqs));
      else if (taken.lapses === 0) lapses++;
      else {
        assert.equal(sizeOf(taken.seqs), 1);
        await store.shards.settle(ending(taken, taken.seqs, 'deadLettered'));
        break;
      }
    }
    assert.equal(lapses, 4, 'three lapses until it is alone, one alone');
    for await (const next of claims(harness, batch)) {
      await store.shards.settle(ending(next, next.seqs));
    }
    assert.deepEqual(await readCounts(harness, batch), counts({ total: 512, succeeded: 511, deadLettered: 1 }));
  },

  'recording an outcome clears what narrowed the shard': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 17 });
    const first = await claim(harness, batch);
    await store.shards.settle({ ...refOf(first), rest: 'suspect' });
    assert.equal(await store.shards.settle(ending(first, [[0, 1]])), 'recorded');
    assert.deepEqual((await claim(harness, batch)).seqs, [[1, 17]]);
  },

  'what narrowed a shard stays with what was cut from it when another part is answered': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 16 });
    await store.shards.settle({ ...refOf(await claim(harness, batch)), rest: 'suspect' });
    await store.shards.settle(ending(await claim(harness, batch), [[0, 2]]));
    assert.deepEqual((await claim(harness, batch)).seqs, [[2, 4]]);
  },

  'a deferred shard is not narrowed and has no lapses': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 16 });
    await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(1_000);
    const narrowed = await claim(harness, batch, { leaseMs: 1_000 });
    assert.deepEqual(narrowed.seqs, [[0, 2]]);
    await store.shards.settle(deferring(narrowed, [[0, 2]], { afterMs: 0, attempts: 1 }));
    for (let next = await claim(harness, batch); ; next = await claim(harness, batch)) {
      if (containsAll(next.seqs, [[0, 1]])) {
        assert.deepEqual([next.seqs, next.attempts, next.lapses], [[[0, 2]], 1, 0]);
        break;
      }
    }
  },

  'a released claim is no lapse, however late': async (harness) => {
    const { store, clock } = harness;
    const batch = await runningBatch(harness, { requests: 8 });
    const first = await claim(harness, batch, { leaseMs: 1_000 });
    clock.advance(5_000);
    await store.shards.settle(releasing(first));
    assert.deepEqual((await claim(harness, batch)).seqs, [[0, 8]]);
  },

  'a suspect rest is narrowed at once as by a lapse': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 20 });
    const first = await claim(harness, batch);
    const flush = { ...ending(first, [[0, 3]]), rest: 'suspect' } as const;
    assert.equal(await store.shards.settle(flush), 'recorded');
    assert.equal(await store.shards.settle(flush), 'duplicate');
    assert.deepEqual((await claim(harness, batch)).seqs, [[3, 6]]);
    assert.deepEqual((await claim(harness, batch)).seqs, [[6, 9]]);
  },

  'a repeat of a suspect flush that names nothing narrows once': async (harness) => {
    const { store } = harness;
    const batch = await runningBatch(harness, { requests: 1 });
    const flush = { ...refOf(await claim(harness, batch)), rest: 'suspect' } as const;
    assert.equal(await store.shards.settle(flush), 'recorded');
    assert.equal(await store.shards.settle(flush), 'duplicate');
    assert.equal((await claim(harness, batch)).lapses, 1);
  },
});
