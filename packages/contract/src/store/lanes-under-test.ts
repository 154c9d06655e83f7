import type { Lane, LaneQuery } from '@spillway/core/store';
import type { BatchUnderTest } from './batch-under-test.ts';
import type { StoreHarness } from './store-harness.ts';

/** The lanes of the batch that its pool sees. */
export async function lanesOf(
  { store }: StoreHarness,
  { id, pool }: Pick<BatchUnderTest, 'id' | 'pool'>,
  overrides: Partial<LaneQuery> = {},
): Promise<readonly Lane[]> {
  const { lanes } = await store.shards.lanes({ pool, suspects: true, perTenant: 1_000, limit: 100_000, ...overrides });
  return lanes.filter(({ batchId }) => batchId === id);
}

/** How long this asker waits until the only lane of the batch hands out something. */
export async function laneDueInMs(
  harness: StoreHarness,
  batch: Pick<BatchUnderTest, 'id' | 'pool'>,
  overrides: Partial<LaneQuery> = {},
): Promise<number | undefined> {
  return (await lanesOf(harness, batch, overrides))[0]?.dueInMs;
}
