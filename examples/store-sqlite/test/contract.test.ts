import { join } from 'node:path';
import { createManualClock, defineStoreContract } from '@spillway/contract';
import { afterAll, test } from 'vitest';
import { createSqliteStore } from '../store/create-sqlite-store.ts';
import { scratchFolder } from './scratch-folder.ts';

const clock = createManualClock();
const store = createSqliteStore({ file: join(scratchFolder(), 'spillway.db'), now: clock.now });
let ids = 0;

defineStoreContract({
  // A crowded machine takes many times the seconds of an idle one.
  test: (title, check) => test(title, check, 180_000),
  createHarness: async () => ({ store, clock, freshId: () => `id-${++ids}` }),
});

afterAll(() => store[Symbol.asyncDispose]());
