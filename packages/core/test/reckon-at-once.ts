import type { Reckoning } from '../src/quote/reckoning.ts';

/** Reckons to the end at once. */
export function reckonAtOnce<Answer>(reckoning: Reckoning<Answer>): Answer {
  for (;;) {
    const next = reckoning.next();
    if (next.done) return next.value;
  }
}
