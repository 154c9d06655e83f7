/**
 * Between looks at who runs the same request elsewhere. Each look at a slow leader costs a claim, and a row that stays until
 * purge, for every shard of those that wait: ten seconds would make it sixty of each in ten minutes.
 */
const SOONEST_MS = 1_000;
const LATEST_MS = 60_000;

/** What is known of a batch's time when a request may have to wait for its like. */
export interface TimeLeft {
  readonly timeLeftMs: number;
  /** What was asked for when the batch was created. */
  readonly windowMs: number;
  readonly requestTimeoutMs: number;
}

/**
 * How long a request may go on waiting for the answer to its like; 0 or less when it is to be run itself. What is kept for
 * its own run is half of the window, and twice the time that an execution may take where that is less: waiting must never be
 * why anything is late.
 */
export function mayWaitMs({ timeLeftMs, windowMs, requestTimeoutMs }: TimeLeft): number {
  return timeLeftMs - Math.min(windowMs / 2, 2 * requestTimeoutMs);
}

/** When to look again after a leader that has been at it for `heldMs`: as long again, within bounds. */
export function nextLookMs(heldMs: number): number {
  return Math.min(LATEST_MS, Math.max(SOONEST_MS, heldMs));
}
