import {
  blobStorageLaws,
  createManualClock,
  runLaws,
  type StoreHarness,
  storeLaws,
  twinLaws,
} from '@spillway/contract';
import { createMemoryBlobs, createMemoryStore } from '@spillway/core/memory';
import { expect, test } from 'vitest';
import { accessMutants } from './mutants/access-mutants.ts';
import { batchMutants } from './mutants/batch-mutants.ts';
import { blobMutants } from './mutants/blob-mutants.ts';
import { bulkActionMutants } from './mutants/bulk-action-mutants.ts';
import { claimMutants } from './mutants/claim-mutants.ts';
import { dropMutants } from './mutants/drop-mutants.ts';
import { fileMutants } from './mutants/file-mutants.ts';
import { fleetMutants } from './mutants/fleet-mutants.ts';
import { historyMutants } from './mutants/history-mutants.ts';
import type { Mutant } from './mutants/mutant.ts';
import { reopenMutants } from './mutants/reopen-mutants.ts';
import { resultMutants } from './mutants/result-mutants.ts';
import { settleMutants } from './mutants/settle-mutants.ts';

let ids = 0;

function harnessOf({ plant }: Pick<Mutant, 'plant'>): () => Promise<StoreHarness> {
  return async () => {
    const clock = createManualClock();
    return { store: plant(createMemoryStore({ now: clock.now }), clock), clock, freshId: () => `id-${++ids}` };
  };
}

test('the laws hold where no bug is planted', async () => {
  const { passed, failed } = await runLaws(storeLaws, harnessOf({ plant: (store) => store }));
  expect(failed).toEqual([]);
  expect(passed).toHaveLength(storeLaws.length);
});

const mutants = [
  ...settleMutants,
  ...claimMutants,
  ...fleetMutants,
  ...batchMutants,
  ...reopenMutants,
  ...dropMutants,
  ...accessMutants,
  ...resultMutants,
  ...historyMutants,
  ...fileMutants,
  ...bulkActionMutants,
];

test.each(mutants)('a store in which $name breaks the laws that name it, and not all of them', async (mutant) => {
  const { passed, failed } = await runLaws(storeLaws, harnessOf(mutant));
  const titles = failed.map(({ title }) => title);
  for (const title of mutant.caughtBy) expect(titles).toContainEqual(expect.stringContaining(title));
  expect(passed.length).toBeGreaterThan(20);
});

const found = mutants.filter(({ foundByTwins }) => foundByTwins);

test.each(found)('a store in which $name is told from the memory store by random calls', async (mutant) => {
  const { failed } = await runLaws(twinLaws({ runs: 300, seed: 1, shrink: false }), harnessOf(mutant));
  expect(failed).toHaveLength(1);
});

test.each(blobMutants)('a blob storage in which $name breaks the laws that name it', async ({ plant, caughtBy }) => {
  const createHarness = async () => ({ blobs: plant(createMemoryBlobs()), freshPrefix: () => `law-${++ids}/` });
  const { passed, failed } = await runLaws(blobStorageLaws, createHarness);
  const titles = failed.map(({ title }) => title);
  for (const title of caughtBy) expect(titles).toContainEqual(expect.stringContaining(title));
  expect(passed.length).toBeGreaterThan(10);
});
