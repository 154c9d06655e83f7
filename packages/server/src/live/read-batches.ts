import type { SpillwayBatches } from '@spillway/core';
import type { Batch } from '@spillway/core/store';

/** A batch of a tenant. */
export interface BatchKey {
  readonly tenant: string;
  readonly id: string;
}

/** The batches, in the order of their keys. */
export function readBatches(
  { get }: Pick<SpillwayBatches, 'get'>,
  keys: readonly BatchKey[],
): Promise<readonly (Batch | undefined)[]> {
  return Promise.all(keys.map((key) => get(key)));
}
