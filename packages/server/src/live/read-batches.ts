import type { SpillwayBatches } from '@spillway/core';
import type { Batch } from '@spillway/core/store';

/** A batch of a tenant. */
export interface BatchKey {
  readonly tenant: string;
  readonly id: string;
}

/** Ids that one query may name. */
export const batchesAtOnce = 100;

/** The batches of whichever tenants, in the order of their keys, by one query. What is another tenant's is not there. */
export async function readBatches(
  { list }: Pick<SpillwayBatches, 'list'>,
  keys: readonly BatchKey[],
): Promise<readonly (Batch | undefined)[]> {
  const ids = [...new Set(keys.map(({ id }) => id))];
  const { batches } = await list({ allTenants: true, ids, limit: ids.length });
  const found = new Map(batches.map((batch) => [batch.id, batch]));
  return keys.map(({ tenant, id }) => {
    const batch = found.get(id);
    return batch?.tenant === tenant ? batch : undefined;
  });
}
