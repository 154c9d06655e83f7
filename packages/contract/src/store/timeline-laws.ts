import assert from 'node:assert/strict';
import type { RecordedEvent } from '@spillway/core/store';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, takeStep } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

const ascending = (left: number, right: number): number => left - right;

export const timelineLaws: readonly Law<StoreHarness>[] = lawsOf('timeline', {
  'begins with the creation and goes on in the order of what happened': async (harness) => {
    const { store, clock } = harness;
    const batch = await createBatch(harness);
    const createdAt = clock.now();
    clock.advance(10);
    const events = [
      { kind: 'planned', text: 'Planned 3 requests.' },
      { kind: 'escalated', text: 'Opened to "dedicated".' },
    ];
    await store.batches.advance(await takeStep(harness, batch), { phase: 'finalizing', dueInMs: 0, events });
    const history = await store.batches.timeline(batch);
    assert.deepEqual([history[0]?.kind, history[0]?.at], ['created', createdAt]);
    assert.deepEqual(
      history.slice(1).map(({ ordinal, ...event }) => event),
      events.map((event) => ({ ...event, at: clock.now() })),
    );
  },

  'ordinals ascend, and those that a reader saw stay when older events go': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    const events = Array.from({ length: 150 }, (_, index) => ({ kind: 'noted', text: `note ${index}` }));
    let seen: readonly RecordedEvent[] = [];
    for (let round = 0; round < 3; round++) {
      await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 0, events });
      const history = await store.batches.timeline(batch);
      const ordinals = history.map(({ ordinal }) => ordinal);
      assert.deepEqual(ordinals, [...new Set(ordinals)].toSorted(ascending));
      const last = seen.at(-1)?.ordinal ?? -1;
      const fresh = history.filter(({ ordinal }) => ordinal > last).slice(-150);
      assert.deepEqual(
        fresh.map(({ text }) => text),
        events.map(({ text }) => text),
      );
      const stayed = history.filter(({ ordinal }) => ordinal <= last);
      assert.deepEqual(stayed, stayed.length > 0 ? seen.slice(-stayed.length) : []);
      seen = history;
    }
  },

  'keeps the newest 200 events': async (harness) => {
    const { store } = harness;
    const batch = await createBatch(harness);
    for (let round = 0; round < 3; round++) {
      const events = Array.from({ length: 90 }, (_, index) => ({ kind: 'noted', text: `note ${round * 90 + index}` }));
      await store.batches.advance(await takeStep(harness, batch), { phase: 'validating', dueInMs: 0, events });
    }
    const history = await store.batches.timeline(batch);
    assert.deepEqual(
      history.map(({ text }) => text),
      Array.from({ length: 200 }, (_, index) => `note ${70 + index}`),
    );
  },
});
