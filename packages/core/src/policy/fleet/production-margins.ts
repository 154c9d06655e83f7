import type { MarginOptions } from './fleet-view.ts';

/**
 * What production allows for. Throughput is estimated, and up to a fifth of the claims go to work that is less urgent (see
 * `fairAllotment`): both are made up for by a quarter more work. A worker needs a moment to take its first claim. On
 * recorded traces this costs less than 1 %.
 */
export const productionMargins: Readonly<Required<MarginOptions>> = Object.freeze({
  marginMs: 30_000,
  workMargin: 0.25,
});
