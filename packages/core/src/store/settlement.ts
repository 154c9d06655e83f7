import type { TimelineEvent } from './batch.ts';
import type { ClaimRef } from './claim.ts';
import type { Extent } from './extent.ts';
import type { Seqs } from './seqs.ts';

/** The final record of a request in a revision. The position in this list is the code that stores keep. */
export const outcomes = ['succeeded', 'failed', 'deadLettered', 'expired', 'cancelled'] as const;

/** See {@link outcomes}. `failed`: the engine refused it. `deadLettered`: attempts exhausted, or lethal. */
export type Outcome = (typeof outcomes)[number];

/**
 * Finished requests of one flush and where their lines lie: one after another in the segment from `offset`, in seq
 * order. The arrays are parallel to the seqs in ascending order.
 */
export interface Lines {
  /** Key of the segment in blob storage. */
  readonly segment: string;
  readonly offset: number;
  readonly seqs: Seqs;
  readonly outcomes: readonly Outcome[];
  /** Bytes of each line, its newline included. */
  readonly lengths: readonly number[];
  /** Executions whose failure could be the request's own fault, the last one included. */
  readonly attempts: readonly number[];
  /** Tokens of each prompt, as the engine reported them; 0 where it did not. */
  readonly tokensIn: readonly number[];
  /** Tokens of each answer, as the engine reported them; 0 where it did not. */
  readonly tokensOut: readonly number[];
  /** From the start of the last execution to its end. */
  readonly durationsMs: readonly number[];
  /** How many of them were copied from the answers of other requests; left out for none. */
  readonly deduplicated?: number;
}

/** Open requests to be handed out again, not before a delay, in a shard of their own. */
export interface Deferral {
  readonly seqs: Seqs;
  readonly afterMs: number;
  /** Failed attempts that these requests have behind them. */
  readonly attempts: number;
}

/** What a worker says of its claim at one moment. */
export interface Flush extends ClaimRef {
  readonly lines?: Lines;
  readonly deferred?: readonly Deferral[];
  /** Which engine answered, for people. */
  readonly engine?: string;
  /**
   * What happens to the requests that are named in neither: `hold` keeps the claim; `release` hands them out again at
   * once; `suspect` does so too and narrows the shard as a lapse would, because their engine or worker died under them.
   */
  readonly rest: 'hold' | 'release' | 'suspect';
}

/**
 * `recorded`: done now. `duplicate`: the named requests were already closed under this claim, nothing changed.
 * `lost`: the fence is not current, nothing changed.
 */
export type Receipt = 'recorded' | 'duplicate' | 'lost';

/** One atomic record of requests that ended, or were reopened, together. */
export interface Settlement {
  readonly extent: Extent;
  /**
   * Ascending within the batch; of several settlements of a seq the later wins. Settlements that are recorded at the same
   * time may become visible in either order.
   */
  readonly ordinal: number;
  readonly seqs: Seqs;
  /** For settlements without lines: ended so by a withdrawal, or reopened by a requeue. */
  readonly as?: 'expired' | 'cancelled' | 'requeued';
  readonly lines?: Lines;
  readonly model: string;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly settledAt: number;
  readonly pool: string | null;
  readonly workerId: string | null;
  readonly engine: string | null;
}

/** Some settlements of a batch. */
export interface SettlementPage {
  /** All settlements of each extent of the page, extents in seq order, ordinals ascending within an extent. */
  readonly settlements: readonly Settlement[];
  /** Where the next page begins; absent on the last. */
  readonly nextSeq?: number;
}

/** Ended requests of one extent and model to be reopened. */
export interface Requeue {
  readonly extent: Extent;
  readonly model: string;
  readonly seqs: Seqs;
  /** How all of them ended. */
  readonly from: Outcome;
  /** Estimated tokens of the requests. */
  readonly tokens: number;
  /** Ordinal of the extent's last settlement that the caller saw. */
  readonly seen: number;
}

/** Dead-lettered requests of one extent of an ended batch that nobody wants to run again. */
export interface Drop {
  readonly extent: Extent;
  readonly seqs: Seqs;
  /** Ordinal of the extent's last settlement that the caller saw. */
  readonly seen: number;
  /** For the timeline, recorded where something is dropped. */
  readonly events?: readonly TimelineEvent[];
}
