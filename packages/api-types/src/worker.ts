/** What one worker ends in a second, over about five minutes. */
export interface Throughput {
  readonly requests_per_second: number;
  /** Estimated, prompt and answer; null where the estimates are all zero. */
  readonly tokens_per_second: number | null;
}

/**
 * An engine, as a worker reaches it, and what it does over about the last minute. Rates and latency are of this worker's
 * requests alone, so those of several workers in front of one engine add up; what the engine says of itself is of everybody's
 * and the same in all of them. Null is what nobody knows, of engines that do not say it and of workers that do not measure.
 */
export interface WorkerEngine {
  readonly url: string;
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly reason: string | null;
  /** Requests of the worker that it answered, in a second. */
  readonly requests_per_second: number | null;
  /** Tokens of those answers in a second, as it reported them: of the prompts and of the answers. */
  readonly tokens_per_second: EngineTokens | null;
  /** From sending a request to its whole answer; null, too, without an answer in that time. */
  readonly latency_seconds: EngineLatency | null;
  /** By its own word: what requests waited in its queue, on average. */
  readonly queue_seconds: number | null;
  /** By its own word: requests in its queue. */
  readonly waiting: number | null;
  /** By its own word: requests that it works on. */
  readonly running: number | null;
}

/** Tokens of prompts and of answers. */
export interface EngineTokens {
  /** Of prompts. */
  readonly input: number;
  /** Of answers. */
  readonly output: number;
}

/** How long an engine takes, within 5 %. */
export interface EngineLatency {
  /** Half of the answers took no longer. */
  readonly median: number;
  /** 95 of 100 took no longer. */
  readonly p95: number;
}

/** A worker that lives. */
export interface Worker {
  readonly id: string;
  readonly object: 'worker';
  readonly pool: string;
  readonly models: readonly string[];
  /** Requests that it can have in flight. */
  readonly capacity: number;
  /** Requests. */
  readonly in_flight: number;
  /** Of Spillway. */
  readonly version: string;
  readonly engines: readonly WorkerEngine[];
  /** By model. */
  readonly throughput: Readonly<Record<string, Throughput>>;
  readonly started_at: number;
  /** Its last word. */
  readonly beat_at: number;
}
