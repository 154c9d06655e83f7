import type { ManualClock } from '@spillway/contract';
import type { ClaimRef, Store } from '@spillway/core/store';

/** A store with one planted bug, and the laws that must catch it. */
export interface Mutant {
  readonly name: string;
  readonly plant: (store: Store, clock: ManualClock) => Store;
  /** Titles of laws, or beginnings of titles, each of which must fail. */
  readonly caughtBy: readonly string[];
  /** Whether random sequences find it too, in the runs that the test gives them. */
  readonly foundByTwins: boolean;
}

/** The store with some methods of its shard queue replaced. */
export function withShards(store: Store, shards: Partial<Store['shards']>): Store {
  return { ...store, shards: { ...store.shards, ...shards } };
}

/** The store with some methods of its ledger replaced. */
export function withBatches(store: Store, batches: Partial<Store['batches']>): Store {
  return { ...store, batches: { ...store.batches, ...batches } };
}

/** Names the shard of a claim, whoever has it. */
export function keyOf({ batchId, shardId }: Pick<ClaimRef, 'batchId' | 'shardId'>): string {
  return `${batchId} ${shardId}`;
}
