import type { Permission } from './lane.ts';
import type { Seqs } from './seqs.ts';
import type { Outcome } from './settlement.ts';

/**
 * Where a batch is in its life. `cancelling` is no phase of the store: it is any live phase with a cancel mark.
 * docs/lifecycle.md shows every arrow.
 */
export type BatchPhase = 'validating' | 'in_progress' | 'finalizing' | 'failed' | 'completed' | 'expired' | 'cancelled';

/** Requests by what became of them: `total = open + succeeded + failed + deadLettered + expired + cancelled`. */
export interface BatchCounts {
  readonly total: number;
  readonly open: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly deadLettered: number;
  readonly expired: number;
  readonly cancelled: number;
}

/** Tokens as the engines reported them, summed over the answered requests. */
export interface BatchUsage {
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

/** Something wrong with the input of a batch. `line` is one-based. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly param: string | null;
  readonly line: number | null;
}

/**
 * How the requests of a batch are to be run, fixed when it is created. The store keeps it as it came; readers accept
 * the previous `version`.
 */
export interface BatchSettings {
  readonly version: 1;
  /** Executions of one request whose failure could be its own fault, at the most. */
  readonly maxAttempts: number;
  /** The longest that one execution may take. */
  readonly requestTimeoutMs: number;
  /** Whether one file may name several models. */
  readonly mixedModels: boolean;
  /** Requests in the file, at the most. */
  readonly maxRequests: number;
  /** Produced files expire this long after they are made; null keeps them. */
  readonly outputExpiresAfterMs: number | null;
  /** Which of its requests are answered by the answers of others. Batches of older versions say nothing: none. */
  readonly deduplicate?: {
    readonly scope: 'off' | 'batch' | 'tenant' | 'global';
    /** How old an answer may be. */
    readonly maxAgeMs: number;
    /** Only those that have the same answer each time. */
    readonly onlyDeterministic: boolean;
  };
}

/** A batch as the store keeps it. Instants are milliseconds since the epoch, by the store's clock; null until they come. */
export interface Batch {
  readonly id: string;
  readonly tenant: string;
  /** Who created it within the tenant; null when nobody said. */
  readonly user: string | null;
  readonly phase: BatchPhase;
  /** 1 for the first run; reopening a finished batch starts the next. */
  readonly revision: number;
  readonly inputFileId: string;
  /** The path that every request names, for instance `/v1/chat/completions`. */
  readonly endpoint: string;
  /** The window as it was asked for, for instance `24h`. */
  readonly window: string;
  /** The words of whoever created it; null for none. */
  readonly metadata: Readonly<Record<string, string>> | null;
  /** 1 normal, 5 medium, 10 and above high. */
  readonly priority: number;
  /** Digest of the create call: tells a replay of an idempotency key from another call under the same key. */
  readonly fingerprint: string;
  readonly settings: BatchSettings;
  /** What planning found; null until planned. */
  readonly plan: BatchPlan | null;
  /** All zero until the batch is in progress, that is while `inProgressAt` is null. */
  readonly counts: BatchCounts;
  /**
   * How many answers were copied from those of other requests, by all settlements so far: one that was requeued since stays
   * in it.
   */
  readonly deduplicated: number;
  /** Set when the produced files are. */
  readonly usage: BatchUsage | null;
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
  /** Why the batch failed; empty otherwise. */
  readonly problems: readonly Problem[];
  readonly createdAt: number;
  readonly deadlineAt: number;
  readonly inProgressAt: number | null;
  readonly finalizingAt: number | null;
  /** When the terminal phase was reached; the phase says which. */
  readonly endedAt: number | null;
  readonly cancelRequestedAt: number | null;
  /** The requests that a reopening is about, until its coordinator has requeued them. */
  readonly requeue: RequeueSelection | null;
  /** From this moment settlements and segments are being forgotten: nothing can be read from them or reopened. */
  readonly purgedAt: number | null;
}

/** Ended requests of a batch, to be run again. */
export interface RequeueSelection {
  /** Requests that ended in one of these ways… */
  readonly outcomes: readonly Outcome[];
  /** …and are among these; all of the batch when left out. */
  readonly seqs?: Seqs;
}

/** What planning found in the input. */
export interface BatchPlan {
  /** The input's bytes; kept here so that an input file that expires meanwhile does not stop the work. */
  readonly blob: string;
  readonly bytes: number;
  /** The models named by the requests, ascending. */
  readonly models: readonly string[];
  /** Blob of the sorted index from custom_id to seq. */
  readonly customIdIndex: string | null;
}

/** A batch to be created; the store stamps times, phase and counts. */
export interface NewBatch {
  readonly id: string;
  readonly tenant: string;
  readonly user: string | null;
  readonly inputFileId: string;
  readonly endpoint: string;
  readonly window: string;
  readonly windowMs: number;
  /** At most 16 names; null for none. */
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly priority: number;
  readonly fingerprint: string;
  readonly settings: BatchSettings;
  /** Permission of each pool on the lanes of the batch until the fleet decides otherwise; a pool not named has none. */
  readonly permissions: Readonly<Record<string, Permission>>;
}

/** One line of a batch's history, for people. */
export interface TimelineEvent {
  /** A word for programs: `created`, `planned`, `escalated`, `cancel_requested`, `expired`, `finished`, … */
  readonly kind: string;
  /** A sentence for people. */
  readonly text: string;
}

export interface RecordedEvent extends TimelineEvent {
  /** Ascending within the batch; a reader goes on behind the last one that it saw. */
  readonly ordinal: number;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly at: number;
}
