import type { Batch, Permission } from '../store/index.ts';

/** All that is known about the future of a batch at one moment. */
export interface OutlookFacts {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly batch: Batch;
  /** What is open of it, by model. Empty until it is planned, and when nothing is open. */
  readonly parts: readonly PartFacts[];
}

/** Open requests of a batch for one model, and who is there for them. */
export interface PartFacts {
  readonly model: string;
  readonly openRequests: number;
  /** What they take one replica; null where none was ever measured. */
  readonly leftHours: number | null;
  /**
   * When they are expected to be done, from `asOf`, as the fleet is expected to be run: `never`, or null where that was not
   * forecast.
   */
  readonly finishInMs: number | 'never' | null;
  /** The same if nothing else waited; null where it was not asked. */
  readonly aloneInMs: number | 'never' | null;
  /** Other batches of the tenant with open requests for the model. */
  readonly others: number;
  readonly pools: readonly PoolFacts[];
}

/** One pool, as far as one lane is concerned. */
export interface PoolFacts {
  readonly name: string;
  readonly preemptible: boolean;
  /** What it may take from the lane. */
  readonly permission: Permission;
  /** Live workers with an engine that serves the model. */
  readonly live: number;
  /** Workers that were wanted at the last decision. */
  readonly desired: number;
  /** Workers at the most; null where nothing starts and stops them. */
  readonly most: number | null;
  /** Its workers, whatever they serve: now, and within the last quarter of an hour at the most. */
  readonly workers: { readonly now: number; readonly lately: number };
}
