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
  preempted: boolean;
  /** When it came to the queue, by the batch's time. */
  readonly queuedAtMs: number;
  /** What it waited there until it was admitted first; null while it waits. */
  waitedMs: number | null;
  /** The batch's count of decoded tokens per sequence when this one began to decode. */
  decodeStart: number;
}

export function queuedSequence(cost: SequenceCost, queuedAtMs: number): Sequence {
  return {
    cost,
    state: 'waiting',
    prefillTokens: cost.promptTokens - cost.cachedTokens,
    heldTokens: cost.promptTokens,
    remainingTokens: cost.completionTokens,
    preempted: false,
    queuedAtMs,
    waitedMs: null,
    decodeStart: 0,
  };
}

/** Tokens decoded since the sequence last began to decode, when the batch's count stands at `decodedPerSequence`. */
export function decodedTokens(sequence: Sequence, decodedPerSequence: number): number {
  return sequence.state === 'decoding' ? decodedPerSequence - sequence.decodeStart : 0;
}

export function tokensLeft(sequence: Sequence, decodedPerSequence: number): number {
  return sequence.remainingTokens - decodedTokens(sequence, decodedPerSequence);
}

/** Back to the queue: the KV cache is lost and must be computed again, the tokens decoded so far are kept. */
export function requeue(sequence: Sequence, decoded: number): void {
  sequence.state = 'waiting';
  sequence.preempted = true;
  sequence.heldTokens += decoded;
  sequence.prefillTokens = sequence.heldTokens;
  sequence.remainingTokens -= decoded;
}
