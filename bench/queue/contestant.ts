import type { BenchDatabase } from './bench-database.ts';

/** One way of working off a queue. */
export interface Contestant {
  readonly name: string;
  /** Requests that one run works off. */
  readonly requests: number;
  /** Loads the queue; what it answers works it off and is timed. */
  prepare(database: BenchDatabase): Promise<PreparedRun>;
}

export interface PreparedRun extends AsyncDisposable {
  run(): Promise<void>;
}
