import type { Problem } from './batch.ts';

export interface Forecast {
  readonly finish_in_seconds: { readonly earliest: number; readonly expected: number; readonly latest: number | null };
  readonly cost: { readonly low: number; readonly expected: number; readonly high: number };
}

/** What a batch would come to. */
export interface Quote {
  readonly completion_window: string;
  readonly requests: number;
  readonly bytes: number;
  readonly tokens: number;
  readonly models: readonly {
    readonly model: string;
    readonly requests: number;
    readonly tokens: number;
    readonly throughput: { readonly requests_per_second: number } | null;
  }[];
  readonly errors: { readonly data: readonly Problem[] } | null;
  readonly measured: boolean;
  readonly expected: Forecast | null;
  readonly on_spot: Forecast | null;
  readonly on_dedicated: Forecast | null;
  readonly feasible: 'yes' | 'no' | 'unknown';
  readonly reason: string;
  readonly shortest_window: string | null;
  readonly fits_in_seconds: number | null;
}
