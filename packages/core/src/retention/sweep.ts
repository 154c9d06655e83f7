/** Removes bit by bit what is kept no longer. */
export interface Sweep {
  /** For whoever is told of trouble with it. */
  readonly name: string;
  /**
   * Removes a bounded number of things, and answers whether it wants to go on after a rest or has done what there was.
   * Whatever it throws puts the rest off. One that is cut short anywhere is repeated, here or elsewhere.
   */
  step(signal: AbortSignal): Promise<'more' | 'done'>;
}
