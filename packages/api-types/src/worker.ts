/** What one worker ends in a second, over about five minutes. */
export interface Throughput {
  readonly requests_per_second: number;
  /** Estimated, prompt and answer; null where the estimates are all zero. */
  readonly tokens_per_second: number | null;
}

/** An engine, as a worker reaches it. */
export interface WorkerEngine {
  readonly url: string;
  readonly healthy: boolean;
  /** Why it is not healthy. */
  readonly reason: string | null;
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
