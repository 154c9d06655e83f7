import type { Clock } from '../clock.ts';

/** A reckoning that takes long. It yields wherever others may have their turn. */
export type Reckoning<Answer> = Generator<undefined, Answer, undefined>;

export interface ReckoningOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** As long as nobody notices: a process that quotes also serves, and renews leases. */
const TURN_MS = 20;

/** Reckons to the end, and lets others have their turn. Rejects with the signal's reason once it aborts. */
export async function reckonInTurns<Answer>(
  reckoning: Reckoning<Answer>,
  { clock, signal }: ReckoningOptions,
): Promise<Answer> {
  for (let turnMs = clock.monotonic(); ; ) {
    signal.throwIfAborted();
    const next = reckoning.next();
    if (next.done) return next.value;
    if (clock.monotonic() - turnMs < TURN_MS) continue;
    await clock.sleep(0);
    turnMs = clock.monotonic();
  }
}
