/** Where the answer to a request lies, and what is known of it. */
export interface AnswerPlace {
  /** The request that was run for it, and whose it is. */
  readonly requestId: string;
  readonly tenant: string;
  /** Key of the segment in blob storage. */
  readonly segment: string;
  /** The whole line of the original in the segment, its newline included. */
  readonly offset: number;
  readonly bytes: number;
  /** Tokens of the prompt, as the engine reported them; 0 where it did not, here and below. */
  readonly tokensIn: number;
  /** Tokens of the answer. */
  readonly tokensOut: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
}

/** Somebody who is about to run a request. */
export interface Contender {
  /** SHA-256 of the request as it counts, lower-case hexadecimal. */
  readonly hash: string;
  /** The request's id: whoever runs it next, after a crash too, asks in its name. */
  readonly owner: string;
}

/**
 * `run`: nobody else runs it, or nobody waits for others. `wait`: another holds it, since `heldMs`. `answered`: there is an
 * answer that may be copied.
 */
export type Reservation =
  | { readonly kind: 'run' }
  | { readonly kind: 'wait'; readonly heldMs: number }
  | { readonly kind: 'answered'; readonly place: AnswerPlace };

/**
 * Which requests were answered before, so that none is run twice. An optional role; for workers only. Scopes never meet:
 * what is said in one is unknown in every other.
 *
 * Only places are kept: the bytes lie in blob storage and may be gone. Nothing here is load-bearing: who is told to run
 * may fail to, who is told of an answer may find it gone, and two who run the same request harm nobody.
 */
export interface ResultIndex {
  /**
   * Asks for each request, in order, whether it is to be run. Atomic for each hash, and of several who ask at the same time
   * one is told to run; not atomic across hashes. Each hash at most once in a call. Who is told to run holds the hash for the
   * lease; asking again holds it for another, and a hold that lapsed counts as absent, as does an answer that expired.
   */
  reserve(asked: {
    readonly scope: string;
    readonly contenders: readonly Contender[];
    readonly leaseMs: number;
  }): Promise<readonly Reservation[]>;
  /**
   * Records answers in the place of whatever is known of their hashes, also by who holds them no more: an answer is one.
   * Each hash at most once in a call. Atomic for each hash. A replay begins their life anew.
   */
  publish(answers: {
    readonly scope: string;
    readonly places: readonly { readonly hash: string; readonly place: AnswerPlace }[];
    readonly expiresInMs: number;
  }): Promise<void>;
  /**
   * Gives holds up. For `apartMs` nobody waits for another: each who asks is told to run and holds nothing; with 0 the next
   * who asks holds it. What the owner does not hold stays as it is, so a replay changes nothing.
   */
  release(holds: {
    readonly scope: string;
    readonly contenders: readonly Contender[];
    readonly apartMs: number;
  }): Promise<void>;
  /** Forgets at most `limit` hashes that count as absent. Answers how many went. */
  purge(options: { readonly limit: number }): Promise<number>;
}
