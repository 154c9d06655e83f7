import { createSpillway, type Spillway, systemClock } from '@spillway/core';
import { createMemoryBlobs } from '@spillway/core/memory';
import { createPostgresStore, migrate } from '@spillway/store-postgres';
import { expect, test } from 'vitest';
import { startTestServer } from '../../packages/store-postgres/test/test-server.ts';
import { createScriptedExecutor } from '../loops/scripted-executor.ts';
import {
  echo,
  outputOf,
  type Repeats,
  rightAnswers,
  submitRepeats,
  thousandOfWhichTwoHundredRepeat,
} from './repeats.ts';

const prompts = thousandOfWhichTwoHundredRepeat();

/** The batch of an order, ended, with all its answers right. */
async function ended(spillway: Spillway, order: Partial<Repeats> = {}): Promise<{ readonly deduplicated: number }> {
  const { id } = await submitRepeats(spillway, { prompts, ...order });
  const batch = await spillway.batches.ended({ id });
  expect(await outputOf(spillway, batch)).toEqual(rightAnswers(batch, prompts));
  return batch;
}

test('a thousand requests of which two hundred repeat are 800 executions for three processes', async () => {
  await using server = await startTestServer();
  const { url: connectionString } = await server.createDatabase();
  await migrate({ connectionString });
  const blobs = createMemoryBlobs();
  const executors = [1, 2, 3].map(() => createScriptedExecutor(systemClock, echo, { takesMs: 20 }));
  const executions = (): number => executors.reduce((sum, { started }) => sum + started.length, 0);
  await using others = new AsyncDisposableStack();
  for (const executor of executors) {
    const store = others.use(createPostgresStore({ connectionString }));
    const workers = [{ executor, concurrency: 16 }];
    others.use(await createSpillway({ store, blobs, keepOpen: true, workers, coordinate: false }));
  }
  const store = others.use(createPostgresStore({ connectionString }));
  const spillway = others.use(await createSpillway({ store, blobs, keepOpen: true, coordinate: true }));

  expect((await ended(spillway)).deduplicated).toBe(200);
  expect(executions()).toBe(800);
  // Two at once find all that was answered.
  const again = await Promise.all([ended(spillway), ended(spillway)]);
  expect(again.map(({ deduplicated }) => deduplicated)).toEqual([1_000, 1_000]);
  expect(executions()).toBe(800);
  expect((await ended(spillway, { body: { temperature: 1 } })).deduplicated).toBe(0);
  expect(executions()).toBe(1_800);
});
