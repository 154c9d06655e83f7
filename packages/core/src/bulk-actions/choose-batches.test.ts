import { expect, test } from 'vitest';
import { createBulkWorld } from './bulk-actions-under-test.ts';
import { chooseBatches } from './choose-batches.ts';

test('of many batches no more is kept than it takes to see whether there is room', async () => {
  const world = createBulkWorld();
  await world.ended('e1', { user: 'ada', metadata: { notes: 'long' } });
  const order = {
    tenant: 'default',
    action: 'retry',
    filter: { all: true },
    signal: new AbortController().signal,
  } as const;
  const { revived } = await chooseBatches(order, world.store.batches);
  expect(revived).toEqual([{ batch: { id: 'e1', tenant: 'default', user: 'ada' }, requests: 1, weight: 1 }]);
});

test('whoever leaves is searched for no longer', async () => {
  const world = createBulkWorld();
  await world.running('r1');
  const gone = new AbortController();
  let looks = 0;
  const list: typeof world.store.batches.list = async (query) => {
    looks++;
    gone.abort();
    return { ...(await world.store.batches.list(query)), hasMore: true };
  };
  const ledger = { ...world.store.batches, list };
  const order = { tenant: 'default', action: 'cancel', filter: { all: true }, signal: gone.signal } as const;
  await expect(chooseBatches(order, ledger)).rejects.toThrow();
  expect(looks).toBe(1);
});
