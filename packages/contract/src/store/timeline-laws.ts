import assert from 'node:assert/strict';
import type { Law } from '../law.ts';
import { lawsOf } from '../law.ts';
import { createBatch, takeStep } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

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
      history.slice(1),
      events.map((event) => ({ ...event, at: clock.now() })),
    );
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
