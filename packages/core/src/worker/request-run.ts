import type { NotedAttempt } from './attempt-notes.ts';

/** One request of a claim while a worker has it. */
export interface RequestRun {
  readonly seq: number;
  /** The custom_id as it stands in the input, a JSON string with its quotes. */
  readonly customId: Uint8Array;
  /** The original bytes of the body. */
  readonly body: Uint8Array;
  /** Failed attempts so far, those under earlier claims included. */
  attempts: number;
  /** Verdicts in a row that burnt no attempt. */
  rounds: number;
  /** The attempts under this claim that did not answer it; undefined for none, as nearly always. */
  noted?: readonly NotedAttempt[];
  /** Wall clock of the worker at the last start. */
  startedAt: number;
  /** Monotonic time of the last start. */
  startedMs: number;
}
