import { expect, test } from 'vitest';
import { createBulkWorld } from './bulk-actions-under-test.ts';
import { chooseBatches } from './choose-batches.ts';

test('of many batches no more is kept than it takes to see whether there is room', async () => {
  const world = createBulkWorld();
  await world.ended('e1', { user: 'ada', metadata: { notes: 'long' } });
  const order = { tenant: 'default', action: 'retry', filter: { all: true } } as const;
  const { revived } = await chooseBatches(order, world.store.batches);
  expect(revived).toEqual([{ batch: { id: 'e1', tenant: 'default', user: 'ada' }, requests: 1, weight: 1 }]);
});
