/** Few lengths, so that claims of different deadlines are still renewed together. A third of each is whole seconds. */
const STEPS_MS = [30_000, 15_000, 9_000] as const;
/** Renewed every two seconds: two calls in a row may fail, or one take four seconds, and the claim is still held. */
const SHORTEST_MS = 6_000;
/** A worker that vanishes keeps its requests from others for this part of the time left, at the most. */
const SHARE = 1 / 10;

/**
 * How long a claim should be leased, `timeLeftMs` before its batch's deadline: `longestMs` while that is far, less when
 * the requests of a worker that vanishes would come back too late to be run elsewhere. Past the deadline nobody else may
 * have them, and the holder needs its time to settle what is finished.
 */
export function leaseLength({
  timeLeftMs,
  longestMs,
}: {
  readonly timeLeftMs: number;
  readonly longestMs: number;
}): number {
  const shareMs = timeLeftMs * SHARE;
  if (timeLeftMs <= 0 || shareMs >= longestMs) return longestMs;
  return Math.min(longestMs, STEPS_MS.find((stepMs) => stepMs <= shareMs) ?? SHORTEST_MS);
}
