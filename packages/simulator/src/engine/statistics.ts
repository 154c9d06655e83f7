import type { FaultKind } from './faults.ts';
import type { FinishReason, Generation } from './generation.ts';
import type { SequenceCost } from './sequence.ts';

/** What happened since the start, or since `reset`. Only requests for generations and embeddings count. */
export interface EngineStats {
  /** Requests that came in. */
  readonly received: number;
  /** Answers sent whole, of whatever status. */
  readonly answered: number;
  /** Requests whose client left, or whose connection was reset, before the answer. */
  readonly aborted: number;
  /** Answers that were begun, by HTTP status. */
  readonly byStatus: Readonly<Record<number, number>>;
  /** Executions that were made to fail, by the way. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** Sequences in the batch, now. An instant engine has none, and no queue. */
  readonly running: number;
  /** Sequences in the queue before the batch, now. */
  readonly waiting: number;
  /** The most sequences that were in the batch at one time. */
  readonly maxRunning: number;
  /** Requests told apart by their x-request-id, or by their body where there is none. */
  readonly requests: number;
  /** Requests that were executed more than once. */
  readonly repeated: number;
  /** Executions beyond the first of each request. */
  readonly repeats: number;
  /**
   * Executions of each request, by x-request-id or by the body's SHA-256 in hex: a live view. Empty unless
   * `countExecutions` is true.
   */
  readonly executions: ReadonlyMap<string, number>;
}

/** The counters behind `stats()` and `/metrics`. */
export class Statistics {
  received = 0;
  answered = 0;
  aborted = 0;
  prefixQueries = 0;
  prefixHits = 0;
  /** Tokens of requests that were answered without a batch; the batch counts its own. */
  instantPromptTokens = 0;
  instantGeneratedTokens = 0;
  readonly byStatus: Record<number, number> = {};
  readonly faults: Partial<Record<FaultKind, number>> = {};
  readonly successes: Record<FinishReason, number> = { stop: 0, length: 0 };

  countFault(kind: FaultKind): void {
    this.faults[kind] = (this.faults[kind] ?? 0) + 1;
  }

  countStatus(status: number): void {
    this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
  }

  countLookup(promptTokens: number, cachedTokens: number): void {
    this.prefixQueries += promptTokens;
    this.prefixHits += cachedTokens;
  }

  countInstant(cost: SequenceCost): void {
    this.instantPromptTokens += cost.promptTokens;
    this.instantGeneratedTokens += cost.completionTokens;
  }

  countSuccess(generation: Generation): void {
    this.successes[generation.finishReason] += 1;
  }
}
