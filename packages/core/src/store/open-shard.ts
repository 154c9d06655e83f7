import type { Extent } from './extent.ts';
import type { Seqs } from './seqs.ts';

/** Open requests of one shard, as people see them. */
export interface OpenShard {
  readonly extent: Extent;
  readonly model: string;
  readonly seqs: Seqs;
  /** Failed attempts that these requests have behind them. */
  readonly attempts: number;
  /** Milliseconds until they may be handed out (again); 0 when they may be now or are held. */
  readonly dueInMs: number;
  /** Who holds them under a live lease. */
  readonly holder: { readonly workerId: string; readonly pool: string } | null;
}

/** Some open shards of a batch. */
export interface OpenShardPage {
  /** All open shards of each extent of the page, extents in seq order, shards by their first open request. */
  readonly shards: readonly OpenShard[];
  /** Where the next page begins; absent on the last. */
  readonly nextSeq?: number;
}
