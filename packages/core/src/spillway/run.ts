import type { Outcome } from '../store/index.ts';

/** One request of `spillway.run`. */
export interface RunRequest {
  /** Its position, as text, when left out. */
  readonly customId?: string;
  /** The body of the request, without `model` when the options name one. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** How the requests of `spillway.run` are to be run. */
export interface RunOptions {
  /** Added to every body that names none. */
  readonly model?: string;
  /** `/v1/chat/completions` by default. */
  readonly endpoint?: string;
  /** Window, for instance `1h`; `24h` by default. */
  readonly within?: string;
  readonly tenant?: string;
  readonly priority?: number;
  /** Words about the batch, as `metadata` of its create call: at most 16 names. */
  readonly metadata?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What became of one request. */
export interface RunResult {
  readonly customId: string;
  readonly outcome: Outcome;
  /** Status of the engine's answer; null when it never answered. */
  readonly statusCode: number | null;
  /** The engine's answer, parsed; null when it never answered. */
  readonly body: unknown;
  /** Why it was not answered, or the engine's complaint. */
  readonly error: { readonly code: string | null; readonly message: string } | null;
}
