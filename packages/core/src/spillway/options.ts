import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { FleetRecord } from '../coordinator/fleet-record.ts';
import type { DeduplicationOptions } from '../deduplication/deduplication-settings.ts';
import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { AllotmentPolicy, Pool, RetryPolicy } from '../policy/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Retention } from '../retention/retention.ts';
import type { Store, TimelineEvent } from '../store/index.ts';
import type { Wakeups } from '../wakeups.ts';
import type { Limits } from './limits.ts';
import type { WorkOptions } from './work-options.ts';

/** What `createSpillway` is made from. Unknown keys are refused by name. */
export interface SpillwayOptions {
  /** Closed with the Spillway unless `keepOpen`. */
  readonly store: Store;
  /** Closed with the Spillway unless `keepOpen`. */
  readonly blobs: BlobStorage;
  /** Leave store, blobs and the workers' executors open when the Spillway is closed. */
  readonly keepOpen?: boolean;
  /** `spot` and `dedicated` by default. */
  readonly pools?: readonly Pool[];
  /** Workers to run in this process, from now until close; none by default. */
  readonly workers?: readonly WorkOptions[];
  /** Whether this process coordinates: plans, watches and finishes batches; true when there are `workers`. */
  readonly coordinate?: boolean;
  /** Bounds that differ from `defaultLimits`. Unknown names, and numbers that cannot work, are refused. */
  readonly limits?: Partial<Limits>;
  /** Executions of one request whose failure could be its own fault; 5 by default. */
  readonly maxAttempts?: number;
  /** The longest that one execution may take; ten minutes by default. */
  readonly requestTimeoutMs?: number;
  readonly allot?: AllotmentPolicy;
  readonly retry?: RetryPolicy;
  /** How many replicas each pool should have, and when dedicated ones help; `pacedBurst` by default. */
  readonly fleetPolicy?: FleetPolicy;
  /**
   * Whether batches, and retries of them, are refused that cannot be done in their windows by what was measured:
   * `window_infeasible` even if nothing else waited, else `limit_reached` with the time at which it will fit. What was
   * not measured is let in. False by default.
   */
  readonly refuseInfeasible?: boolean;
  /**
   * Which requests are answered by the answers of others, on a store that has a `ResultIndex`: the deterministic ones of each
   * tenant for a week unless told otherwise.
   */
  readonly deduplication?: DeduplicationOptions;
  readonly clock?: Clock;
  readonly randomness?: Randomness;
  readonly wakeups?: Wakeups;
  /** Where metrics go; the provider that the host registered with OpenTelemetry's API by default, and nowhere without one. */
  readonly meterProvider?: MeterProvider;
  /** Where traces go; the provider that the host registered with OpenTelemetry's API by default, and nowhere without one. */
  readonly tracerProvider?: TracerProvider;
  /**
   * The share of requests whose executions are traced whatever becomes of them, from 0 to 1; 0.01 by default. What fails is
   * always traced.
   */
  readonly tracedRequests?: number;
  /**
   * Whether metrics of the installation as a whole (queue, workers, autoscaling) are read from the store whenever metrics are
   * collected here; true when this process coordinates.
   */
  readonly observeInstallation?: boolean;
  /**
   * Whether the fleet is sampled from the start, so that `fleet.series()` has the last hour whenever somebody asks; else
   * from the first call on. False by default.
   */
  readonly keepFleetSeries?: boolean;
  /** How long things are kept, where that differs from `defaultRetention`; null keeps them for good. */
  readonly retention?: Partial<Retention>;
  /**
   * Told of each decision that this process made about the fleet, with all that it was made from: as one line of JSON
   * each, a file of them is what `spillway simulate --replay` reads. It must not throw.
   */
  readonly onFleetDecision?: (record: FleetRecord) => void;
  /**
   * Told of the lines that this process wrote into the histories of batches: created, planned, escalated, ended. Those of a
   * batch that failed say what is wrong with its input, in its owner's words. It must not throw.
   */
  readonly onBatchNews?: (news: BatchNews) => void;
  /** Told of what went wrong and was survived: a lost lease, a store that did not answer, a step that failed. */
  readonly onTrouble?: (trouble: Trouble) => void;
}

/** Something that went wrong and will be tried again. */
export interface Trouble {
  /** The loop or step that it happened in, for instance `flush`. */
  readonly where: string;
  /** What was thrown: nearly always a `SpillwayError`. */
  readonly error: unknown;
  /** The batch that it is about, where it is about one. */
  readonly batchId?: string;
  /** The request, likewise. */
  readonly requestId?: string;
  /** The worker of this process that met it, if it was one. */
  readonly worker?: string;
}

/** A line that this process wrote into the history of a batch. */
export interface BatchNews extends TimelineEvent {
  readonly batchId: string;
}
