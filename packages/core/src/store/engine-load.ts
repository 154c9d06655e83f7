/**
 * What one engine does, over about the last minute. The rates and the latency are of the requests that one worker sent, so
 * those of several workers in front of one engine add up to what it does for them. What the engine says of itself is about
 * everybody's requests and the same whoever asks: never add it up. Null is what nobody knows, never zero.
 */
export interface EngineLoad {
  /** Requests that it answered, in a second; refusals, failures and breaks do not count. */
  readonly requestsPerSecond: number;
  /** Tokens of those answers in a second, as it reported them: of the prompts and of the answers. 0 where it reports none. */
  readonly tokensPerSecond: { readonly in: number; readonly out: number };
  /** From sending a request to its whole answer; null without an answer in that time. */
  readonly latencyMs: { readonly median: number; readonly p95: number } | null;
  /** By its own word: what requests waited in its queue on average, of those that it told of in that time. */
  readonly queueMs: number | null;
  /** By its own word: requests that wait in its queue, at the last look. */
  readonly waiting: number | null;
  /** By its own word: requests that it works on, at the last look. */
  readonly running: number | null;
}
