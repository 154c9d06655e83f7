/** What an engine answered to one worker, over about the last minute: those of several workers add up. */
export interface EngineAnswers {
  /** Requests that it answered, in a second; refusals, failures and breaks do not count. */
  readonly requestsPerSecond: number;
  /** Tokens of those answers in a second, as it reported them: of the prompts and of the answers. 0 where it reports none. */
  readonly tokensPerSecond: { readonly in: number; readonly out: number };
  /** From a request to its whole answer, within 5 %; null without an answer in that time. */
  readonly latencyMs: { readonly median: number; readonly p95: number } | null;
}

/**
 * What an engine says of its own queue. It is about everybody's requests and the same whoever asks: never add it up over
 * workers. Null is what it does not say, never zero.
 */
export interface EngineQueue {
  /** What requests waited in it on average, of those that it told of over about the last minute. */
  readonly waitMs: number | null;
  /** Requests in it, at the last look. */
  readonly waiting: number | null;
  /** Requests that the engine works on, at the last look. */
  readonly running: number | null;
}
