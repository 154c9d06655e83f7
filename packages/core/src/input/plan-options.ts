import { type Randomness, systemRandomness } from '../randomness.ts';
import type { LineRules } from './check-line.ts';
import type { ReadRange } from './read-range.ts';
import { MemoryRuns, type RunStore } from './sorted-runs.ts';

/** What `planInput` takes. Bounds are whole numbers above 0. */
export interface PlanOptions {
  /** The url that every line must name. */
  readonly endpoint: string;
  /** Reads the same input again, to compare custom_ids whose hashes are equal. */
  readonly readRange: ReadRange;
  /** Whether one file may name several models; by default it may not. */
  readonly mixedModels?: boolean;
  /** The models that engines serve; leave it out while none is known. */
  readonly knownModels?: ReadonlySet<string>;
  /** Tokens that fit into a model's context, prompt and answer. */
  readonly contextTokens?: LineRules['contextTokens'];
  /** Estimate for requests that set no bound on their answer. Defaults to 256. */
  readonly defaultOutputTokens?: number;
  /** Defaults to 50,000. */
  readonly maxRequests?: number;
  /** Defaults to 16 MiB. */
  readonly maxLineBytes?: number;
  /** Objects and arrays inside each other on one line. Defaults to 1,000; at most 10,000. */
  readonly maxLineDepth?: number;
  /** Defaults to 512. */
  readonly maxShardRequests?: number;
  /** Defaults to 4 MiB. */
  readonly maxShardBytes?: number;
  /** Distinct models in one file. Defaults to 100. */
  readonly maxModels?: number;
  /** Problems after which reading stops. Defaults to 100. */
  readonly maxProblems?: number;
  /** Where sorted runs of hashes wait while a file of over a million lines is read. Defaults to memory. */
  readonly runs?: RunStore;
  /** Keys the hashes of custom_ids; the system's by default. */
  readonly randomness?: Randomness;
  /** Ends the reading, which rejects with its reason. */
  readonly signal?: AbortSignal;
}

export type PlanSettings = Required<Omit<PlanOptions, 'knownModels' | 'contextTokens' | 'signal'>> &
  Pick<PlanOptions, 'knownModels' | 'contextTokens' | 'signal'>;

export function completePlanOptions(options: PlanOptions): PlanSettings {
  return {
    ...options,
    mixedModels: options.mixedModels ?? false,
    defaultOutputTokens: options.defaultOutputTokens ?? 256,
    maxRequests: options.maxRequests ?? 50_000,
    maxLineBytes: options.maxLineBytes ?? 16 * 1024 * 1024,
    maxLineDepth: options.maxLineDepth ?? 1_000,
    maxShardRequests: options.maxShardRequests ?? 512,
    maxShardBytes: options.maxShardBytes ?? 4 * 1024 * 1024,
    maxModels: options.maxModels ?? 100,
    maxProblems: options.maxProblems ?? 100,
    runs: options.runs ?? new MemoryRuns(),
    randomness: options.randomness ?? systemRandomness,
  };
}
