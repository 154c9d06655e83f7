/** Goes on with what yields its turn until it has its answer. */
export function reckonAtOnce<Answer>(reckoning: Generator<undefined, Answer, undefined>): Answer {
  for (;;) {
    const next = reckoning.next();
    if (next.done) return next.value;
  }
}
