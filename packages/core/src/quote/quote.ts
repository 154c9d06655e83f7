import type { ModelThroughput, Problem } from '../store/index.ts';

/** What a batch would come to, if it were created now. Spans are from now; costs are in the currency of `pricePerHour`. */
export interface Quote {
  /** Lines that are not blank. */
  readonly requests: number;
  /** Size of the file. */
  readonly bytes: number;
  /** Estimated tokens of all requests, prompt and answer. */
  readonly tokens: number;
  /** Ascending by name. */
  readonly models: readonly QuotedModel[];
  /** Why the file could not be run: those of a batch that failed. Then nothing is forecast. */
  readonly problems: readonly Problem[];
  readonly window: string;
  readonly windowMs: number;
  /** Whether the throughput of every model was measured. Without that nothing is forecast. */
  readonly measured: boolean;
  /** What the fleet policy of the installation is expected to do. */
  readonly expected: QuoteForecast | null;
  /** What it would do with its preemptible pools alone; null without any that could work. */
  readonly onSpot: QuoteForecast | null;
  /** What it would do with its other pools alone; null without any that could work. */
  readonly onDedicated: QuoteForecast | null;
  /** Whether the expected finish is within the window, and makes nothing else late. */
  readonly feasible: 'yes' | 'no' | 'unknown';
  /** Why, in sentences for people. */
  readonly reason: string;
  /** The shortest window that would do now, when this one will not; null when none does, or none is needed. */
  readonly shortestWindow: string | null;
  /** When the window would do, where only work that waits stands against it; null otherwise. */
  readonly fitsInMs: number | null;
}

/** One model of a quoted file. */
export interface QuotedModel {
  readonly model: string;
  readonly requests: number;
  /** Estimated, prompt and answer. */
  readonly tokens: number;
  /** What one replica was measured to do; null when it was not. */
  readonly throughput: ModelThroughput | null;
}

/**
 * When the batch would be done and what it would cost, with the work before it: as measured, and between a world in
 * which all goes half as fast again with all the spot that can be asked for, and one in which it goes a third slower
 * with half the spot that is expected and cold starts of twice the length.
 */
export interface QuoteForecast {
  /** Until the last answer is recorded, from now. */
  readonly finishInMs: {
    /** When things go well. */
    readonly earliest: number;
    /** By what was measured. */
    readonly expected: number;
    /** When things go badly; null when it might never be done. */
    readonly latest: number | null;
  };
  /** The batch's share of the price of the replicas, by the work that they do for it. */
  readonly cost: { readonly low: number; readonly expected: number; readonly high: number };
}
