import { expect, test } from 'vitest';
import { createMemoryStore } from '../../memory/index.ts';
import type { BatchLedger } from '../../store/index.ts';
import { endpoint, line, type StormReport, storm } from './storm.ts';
import { createWorld } from './world.ts';

const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

function stormBy(seed: number, graceMs: number): Promise<StormReport> {
  let at = Date.UTC(2030, 0, 1);
  const clock = {
    now: () => at,
    advance(ms: number) {
      at += ms;
    },
  };
  return storm({ store: createMemoryStore({ now: clock.now }), clock, seed, moves: 1_000, graceMs });
}

test.each(seeds)(
  'whatever meets whatever, the input of a live batch stays, and what is over goes (storm %i)',
  async (seed) => {
    const { violations, happened } = await stormBy(seed, 300_000);
    expect(violations).toEqual([]);
    const kinds = ['upload', 'create', 'cancel', 'retried', 'removed', 'in_use', 'absent', 'sweep', 'coordinate'];
    expect(Object.keys(happened)).toEqual(expect.arrayContaining(kinds));
  },
);

/** A retry that has seen its input, which is removed and swept before the batch is live again. */
async function retryBesideSweep(graceMs: number) {
  let at = Date.UTC(2030, 0, 1);
  const memory = createMemoryStore({ now: () => at });
  const { promise: isReopening, resolve: reopening } = Promise.withResolvers<void>();
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const batches: BatchLedger = {
    ...memory.batches,
    async reopen(...asked) {
      reopening();
      await gate;
      return memory.batches.reopen(...asked);
    },
  };
  const world = await createWorld({ store: { ...memory, batches }, now: () => at, graceMs, wait: async () => {} });
  const file = await world.spillway.files.upload({ filename: 'in.jsonl', source: Buffer.from(line) });
  const { id } = await world.spillway.batches.create({ inputFileId: file.id, endpoint, window: '1m' });
  for (let minute = 0; minute < 3; minute++) {
    while ((await world.coordinate()) > 0);
    at += 60_000;
  }
  const retried = world.spillway.batches.retry({ id });
  await isReopening;
  expect(await world.spillway.files.remove({ id: file.id })).toBe('removed');
  await world.sweep();
  open();
  return { phase: (await retried).phase, bytes: await world.blobs.head(file.blob) };
}

test('a retry that saw its input just before it was removed keeps it, since a sweep waits for a while', async () => {
  expect(await retryBesideSweep(300_000)).toEqual({ phase: 'in_progress', bytes: { bytes: line.length } });
});

test('without the wait the sweep would take it', async () => {
  expect(await retryBesideSweep(0)).toEqual({ phase: 'in_progress', bytes: undefined });
});
