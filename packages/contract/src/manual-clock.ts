/** A clock that moves only when a law says so. */
export interface ManualClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Moves the clock on by so many milliseconds; a negative number moves it back. */
  advance(ms: number): void;
}

/** A clock that stands at `startAt`, in milliseconds since the epoch; by default at the beginning of 2030. */
export function createManualClock(startAt: number = Date.UTC(2030, 0, 1)): ManualClock {
  let at = startAt;
  return {
    now: () => at,
    advance(ms) {
      at += ms;
    },
  };
}
