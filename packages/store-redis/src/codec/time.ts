/** Policies reckon in fractions; instants of the store are whole. Never early: up. */
export function wholeMs(ms: number): number {
  return Math.ceil(ms);
}
