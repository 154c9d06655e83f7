import type { BlobStorage } from '../blob/index.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../executor/index.ts';
import type { AllotmentPolicy, Pool, RetryPolicy } from '../policy/index.ts';
import type { Randomness } from '../randomness.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Store } from '../store/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { Wakeups } from '../wakeups.ts';

/** A worker with every choice made; `createSpillway` fills in the defaults. */
export interface WorkerOptions {
  readonly id: string;
  readonly pool: Pool;
  /** All pools of the installation: a suspect waits for one that is not preemptible. */
  readonly pools: readonly Pool[];
  readonly store: Store;
  readonly blobs: BlobStorage;
  readonly executor: Executor;
  readonly allot: AllotmentPolicy;
  readonly retry: RetryPolicy;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly wakeups: Wakeups;
  readonly telemetry: Telemetry;
  readonly traces: Traces;
  /** Requests in flight, at the most. */
  readonly concurrency: number;
  /** What each tenant may have in workers' hands, unless it has a limit of its own; Infinity for no bound. */
  readonly runningRequests: number;
  readonly drainMs: number;
  readonly onTrouble: (trouble: Trouble) => void;
  readonly pace?: Partial<WorkerPace>;
}

/** The rhythm of a worker. */
export interface WorkerPace {
  /** Lease of a claim whose deadline is far; a near one shortens it. */
  readonly leaseMs: number;
  /** Between renewals of such a claim; shorter leases are renewed more often by as much. */
  readonly renewMs: number;
  /** From the first finished request to its flush. */
  readonly flushMs: number;
  readonly flushBytes: number;
  /** Between looks at the lanes while there is nothing to do. */
  readonly pollMs: number;
  /** Between beats; a worker counts as live for three of them. */
  readonly beatMs: number;
  /** Bytes of input extents kept in memory. */
  readonly extentBytes: number;
  /** No further claim while the extents of live claims come to this: huge lines run a few at a time. */
  readonly heldBytes: number;
}

export const defaultPace: WorkerPace = {
  leaseMs: 30_000,
  renewMs: 10_000,
  flushMs: 1_000,
  flushBytes: 4 * 1024 ** 2,
  pollMs: 500,
  beatMs: 5_000,
  extentBytes: 16 * 1024 ** 2,
  heldBytes: 64 * 1024 ** 2,
};
