/** What one request costs the GPU, in tokens. */
export interface SequenceCost {
  readonly promptTokens: number;
  /** Of the prompt, those that the prefix cache spares the prefill. */
  readonly cachedTokens: number;
  readonly completionTokens: number;
}

/** A request in the continuous batch. Whoever added it only keeps it, to know it again when it finishes. */
export interface Sequence {
  readonly cost: SequenceCost;
  state: 'waiting' | 'prefilling' | 'decoding' | 'gone';
  /** Tokens to prefill once it is admitted. */
  prefillTokens: number;
  /** Tokens that its prompt, and what it decoded before a preemption, hold in the KV cache. */
  heldTokens: number;
  remainingTokens: number;
  /** The batch's count of decoded tokens per sequence when this one began to decode. */
  decodeStart: number;
}

export function queuedSequence(cost: SequenceCost): Sequence {
  return {
    cost,
    state: 'waiting',
    prefillTokens: cost.promptTokens - cost.cachedTokens,
    heldTokens: cost.promptTokens,
    remainingTokens: cost.completionTokens,
    decodeStart: 0,
  };
}
