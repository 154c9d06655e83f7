/** How fast the pretended GPU is. */
export interface ServiceRates {
  /** Prompt tokens a second, shared by all prompts: one is prefilled at a time. */
  readonly prefillTokensPerSecond: number;
  /** Completion tokens a second of a sequence that runs alone. */
  readonly decodeTokensPerSecond: number;
  /** The batch size at which a sequence decodes at half of that; two or more. */
  readonly decodeHalvesAtSeqs: number;
  /** Divides every duration. */
  readonly speed: number;
}

export interface ServiceTime {
  prefillMs(tokens: number): number;
  /** Tokens a millisecond of each of `sequences` that decode together. */
  decodeRate(sequences: number): number;
}

/**
 * A step of a decoding batch costs a fixed time (reading the weights) and a share for each sequence (reading its KV
 * cache), so one of n sequences runs at r × k / (k + n − 1) with k = `decodeHalvesAtSeqs` − 1, and all of them together
 * level off at r × k.
 */
export function serviceTime(rates: ServiceRates): ServiceTime {
  const prefillRate = (rates.prefillTokensPerSecond * rates.speed) / 1_000;
  const decodeRate = (rates.decodeTokensPerSecond * rates.speed) / 1_000;
  const knee = Math.max(1, rates.decodeHalvesAtSeqs - 1);
  return {
    prefillMs: (tokens) => tokens / prefillRate,
    decodeRate: (sequences) => (decodeRate * knee) / (knee + Math.max(0, sequences - 1)),
  };
}
