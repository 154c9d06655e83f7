/** Between two looks at something that changes: at most two updates a second. */
export const LOOK_MS = 500;
/** Between two looks at something that stands still. */
const LONGEST_LOOK_MS = 2_000;
/** A timer that fires so much too late must not cost a whole turn. */
const LATE_MS = 50;

/** How long to wait for the next look, from how long it was the last time. */
export function pauseAfter(pauseMs: number, changed: boolean): number {
  return changed ? LOOK_MS : Math.min(LONGEST_LOOK_MS, pauseMs * 2);
}

/**
 * When to look again: at the next turn of that length, which all subjects share that are looked at as often, so that they
 * are read together; and not before `LOOK_MS` are over.
 */
export function nextTurn(lookedMs: number, pauseMs: number): number {
  const next = (Math.floor(lookedMs / pauseMs) + 1) * pauseMs;
  return next - lookedMs < LOOK_MS - LATE_MS ? next + pauseMs : next;
}
