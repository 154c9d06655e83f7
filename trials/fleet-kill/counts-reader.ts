import type { BatchCounts } from '@spillway/core/store';

/** What a batch says of its requests, and what its rows say, at one moment. */
export interface SeenCounts {
  readonly id: string;
  readonly said: BatchCounts;
  readonly found: BatchCounts;
}

/** Reads counts and recounts rows. Fails while the database is away. */
export interface CountsReader extends AsyncDisposable {
  /** Batches without rows yet are left out, and those of which no one moment could be read. */
  read(ids: readonly string[]): Promise<readonly SeenCounts[]>;
}

/** A reader on the database that a trial runs on. */
export type OpenCountsReader = () => Promise<CountsReader>;
