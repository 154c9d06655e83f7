import type { ModelWork } from './model-sight.ts';

/** What is asked for, as far as a forecast is concerned. */
export interface QuotedOrder {
  readonly tenant: string;
  readonly priority: number;
  readonly windowMs: number;
  readonly models: readonly ModelWork[];
}
