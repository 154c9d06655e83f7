import type { BatchErrors } from './batch-error.ts';
import type { Throughput } from './worker.ts';

/** The part of a quote that one model has. */
export interface QuoteModel {
  readonly model: string;
  readonly requests: number;
  /** Estimated, prompt and answer. */
  readonly tokens: number;
  /** What one replica was measured to do; null when it was not. */
  readonly throughput: Throughput | null;
}

/**
 * What is expected as measured, and the range between a world half as fast again with all the spot that can be asked for, and
 * one a third slower with half the spot that is expected and slow starts.
 */
export interface QuoteForecast {
  /** From now, with the work that is before it; `latest` is null when it might never be done. */
  readonly finish_in_seconds: { readonly earliest: number; readonly expected: number; readonly latest: number | null };
  /** In the currency of the prices of the pools. */
  readonly cost: { readonly low: number; readonly expected: number; readonly high: number };
}

/** What a batch would come to. */
export interface BatchQuote {
  readonly object: 'batch.quote';
  readonly input_file_id: string;
  readonly endpoint: string;
  readonly completion_window: string;
  readonly requests: number;
  readonly bytes: number;
  /** Estimated, prompt and answer. */
  readonly tokens: number;
  readonly models: readonly QuoteModel[];
  /** Why the file could not be run, as of a batch that failed. */
  readonly errors: BatchErrors | null;
  /** Whether the throughput of every model is known. */
  readonly measured: boolean;
  /** What the fleet is expected to do. */
  readonly expected: QuoteForecast | null;
  /** The same with preemptible pools alone. */
  readonly on_spot: QuoteForecast | null;
  /** The same without preemptible pools. */
  readonly on_dedicated: QuoteForecast | null;
  readonly feasible: 'yes' | 'no' | 'unknown';
  /** Why, in sentences. */
  readonly reason: string;
  /** One that would do now, when this one will not. */
  readonly shortest_window: string | null;
  /** When this window will do, where only work that waits stands against it. */
  readonly fits_in_seconds: number | null;
}
