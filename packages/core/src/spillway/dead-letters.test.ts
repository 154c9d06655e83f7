import { setImmediate as aTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createMemoryBlobs, createMemoryStore } from '../memory/index.ts';
import { createDeadLetters } from './dead-letters.ts';
import { defaultLimits } from './limits.ts';

test('who groups the dead letters of a tenant waits for whoever does so, or leaves; other tenants do not wait', async () => {
  const store = createMemoryStore();
  const asked: (string | undefined)[] = [];
  const open = Promise.withResolvers<void>();
  const list: typeof store.batches.list = async (query) => {
    asked.push(query.tenant);
    await open.promise;
    return store.batches.list(query);
  };
  const deadLetters = createDeadLetters({
    ...{ store: { ...store, batches: { ...store.batches, list } }, blobs: createMemoryBlobs(), limits: defaultLimits },
    ...{ retry: () => Promise.reject(new Error('nothing is retried')), closing: new AbortController().signal },
  });
  const gone = new AbortController();
  const left = deadLetters.groups({ tenant: 'one', signal: gone.signal });
  const looks = ['one', 'other'].map((tenant) => deadLetters.groups({ tenant }));
  await aTurn();
  expect(asked).toEqual(['one', 'other']);
  gone.abort();
  await expect(left).rejects.toThrow();
  open.resolve();
  for (const look of looks) expect(await look).toMatchObject({ groups: [], complete: true });
  expect(asked).toEqual(['one', 'other', 'one']);
});
