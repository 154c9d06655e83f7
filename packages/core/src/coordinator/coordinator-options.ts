import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { Pool } from '../policy/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Retention } from '../retention/retention.ts';
import type { RetryOrder } from '../spillway/batch-requests.ts';
import type { BatchNews, Trouble } from '../spillway/options.ts';
import type { Batch, Store } from '../store/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { Wakeups } from '../wakeups.ts';
import type { FleetRecord } from './fleet-record.ts';

/** A coordinator with every choice made; `createSpillway` fills in the defaults. */
export interface CoordinatorOptions {
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly pools: readonly Pool[];
  readonly fleetPolicy: FleetPolicy;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly wakeups: Wakeups;
  readonly telemetry: Telemetry;
  readonly traces: Traces;
  readonly retention: Retention;
  /** Bytes of one input line, at the most. */
  readonly lineBytes: number;
  /** Objects and arrays inside each other on one input line, at the most. */
  readonly lineDepth: number;
  readonly onTrouble: (trouble: Trouble) => void;
  readonly onBatchNews?: (news: BatchNews) => void;
  readonly onFleetDecision?: (record: FleetRecord) => void;
  /** Reopens one batch for bulk actions, as `SpillwayBatches.retry`; without it none is carried out. */
  readonly retryBatch?: (order: RetryOrder) => Promise<Batch>;
  readonly pace?: Partial<CoordinatorPace>;
}

/** The rhythm of a coordinator. */
export interface CoordinatorPace {
  /** Lease of a step; renewed at a third of it. */
  readonly leaseMs: number;
  /** Steps at a time. */
  readonly steps: number;
  /** Between looks for due steps. */
  readonly pollMs: number;
  /** Longest time between two looks at a running batch. */
  readonly checkpointMs: number;
  /** From the deadline or the cancel mark to the withdrawal of requests that are still held. */
  readonly handbackMs: number;
  /** Between looks at a batch that is being closed, and before a step that failed for lack of its surroundings is tried again. */
  readonly againMs: number;
  /** Before the purge of an ended batch is tried again that failed, or for which there was no room. */
  readonly purgeAgainMs: number;
  /** Between looks for fleet ticks that are due. */
  readonly tickMs: number;
  /** Between sweeps of what has expired, and between looks for what nobody names. */
  readonly sweepMs: number;
  /** Between looks for bulk actions that are due. */
  readonly actionPollMs: number;
  /** Longest time that one bulk action keeps others waiting; a batch that was begun is finished. */
  readonly actionStepMs: number;
  /** Longest time from what was done to one batch to its record, while others are done. */
  readonly actionRecordMs: number;
  /** From the moment that a file is invisible to the removal of its bytes: whoever saw it just before may go on. */
  readonly graceMs: number;
}

export const defaultCoordinatorPace: CoordinatorPace = {
  leaseMs: 10_000,
  steps: 4,
  pollMs: 500,
  checkpointMs: 60_000,
  handbackMs: 10_000,
  againMs: 1_000,
  purgeAgainMs: 10_000,
  tickMs: 2_000,
  sweepMs: 60_000,
  actionPollMs: 2_000,
  actionStepMs: 5_000,
  actionRecordMs: 250,
  graceMs: 300_000,
};
