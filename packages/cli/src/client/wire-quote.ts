import type { WireProblem } from './wire-batch.ts';

/** A quote, as the API tells of it. Spans are in seconds from now, costs in the currency of the pools. */
export interface WireQuote {
  readonly completion_window: string;
  readonly requests: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly models: readonly {
    readonly model: string;
    readonly requests: number;
    readonly tokens: number;
    readonly throughput: { readonly requests_per_second: number; readonly tokens_per_second: number | null } | null;
  }[];
  readonly errors: { readonly data: readonly WireProblem[] } | null;
  readonly measured: boolean;
  readonly expected: WireForecast | null;
  readonly on_spot: WireForecast | null;
  readonly on_dedicated: WireForecast | null;
  readonly feasible: 'yes' | 'no' | 'unknown';
  readonly reason: string;
  readonly shortest_window: string | null;
  readonly fits_in_seconds: number | null;
}

export interface WireForecast {
  readonly finish_in_seconds: { readonly earliest: number; readonly expected: number; readonly latest: number | null };
  readonly cost: { readonly low: number; readonly expected: number; readonly high: number };
}
