import type { EngineAnswers, EngineQueue } from './engine-measures.ts';

/** What a worker says of itself, every few seconds. */
export interface WorkerBeat {
  readonly id: string;
  readonly pool: string;
  /** The models that its engines serve. */
  readonly models: readonly string[];
  /** Tokens that fit into a model's context, of the models whose engines say it. */
  readonly contextTokens: Readonly<Record<string, number>>;
  /** Requests that it can have in flight. */
  readonly capacity: number;
  /** Requests that its engines are working on. */
  readonly inFlight: number;
  /** Version of the software. */
  readonly version: string;
  readonly engines: readonly EngineHealth[];
  /** How fast it is, by model: its models that have answered a few requests. Empty in the beats of older workers. */
  readonly throughput: Readonly<Record<string, ModelThroughput>>;
  /** From its start until an engine was ready, its cold start; null until then, and in the beats of older workers. */
  readonly readyMs: number | null;
  /** What it has ended since its start. Absent in the beats of older workers. */
  readonly ended?: EndedWork;
  /** It counts as live for this long after the beat. */
  readonly livesMs: number;
}

/** What a worker ends in a second while it has requests of the model in flight, over about the last five minutes. */
export interface ModelThroughput {
  /** Requests that ended in any way, in a second. */
  readonly requestsPerSecond: number;
  /** In the estimates that planning made, the unit of `Lane.tokens`; null where the estimates are all zero. */
  readonly tokensPerSecond: number | null;
}

/** Requests that ended in any way, counted from a worker's start. */
export interface EndedWork {
  readonly requests: number;
  /** In the estimates that planning made, the unit of `Lane.tokens`. */
  readonly tokens: number;
}

/** One engine as its executor last saw it. */
export interface EngineHealth {
  /** Scheme, host and port, and what stands before `/v1` where something does. */
  readonly url: string;
  readonly healthy: boolean;
  /** Why it is unhealthy, for people. */
  readonly reason?: string;
  /** What it says of its queue. Absent from executors that do not ask, and from the beats of older workers. */
  readonly queue?: EngineQueue;
  /** What it answered to the worker. Executors do not say it; absent from the beats of older workers. */
  readonly answers?: EngineAnswers;
}

export interface WorkerRecord extends WorkerBeat {
  readonly startedAt: number;
  readonly beatAt: number;
}

/** The workers, by their last word. For operators only. Liveness here never decides about a claim; its lease does. */
export interface WorkerRegistry {
  /** Records the beat. The first of an id sets `startedAt`. */
  beat(worker: WorkerBeat): Promise<void>;
  /** Workers whose last beat still lives, by id ascending. */
  list(): Promise<readonly WorkerRecord[]>;
  /**
   * Forgets the worker and releases its claims at once, without a lapse. With `died`, their leases end at once instead,
   * which is a lapse like any other: what it held may have killed it. Atomic for each shard. A replay changes nothing.
   */
  remove(id: string, how?: { readonly died?: boolean }): Promise<void>;
}
