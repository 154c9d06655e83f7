/** A clock that moves only when a law says so. */
export interface ManualClock {
  /** Milliseconds since the epoch. */
  now(): number;
  advance(ms: number): void;
}

export function createManualClock(startAt: number = Date.UTC(2030, 0, 1)): ManualClock {
  let at = startAt;
  return {
    now: () => at,
    advance(ms) {
      at += ms;
    },
  };
}
