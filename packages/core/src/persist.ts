import type { Clock } from './clock.ts';
import { SpillwayError } from './errors/index.ts';
import { unlessAborted } from './unless-aborted.ts';

export interface PersistOptions {
  readonly clock: Clock;
  /** Gives up, answering undefined, when it aborts; also on a step that is not answered. */
  readonly signal: AbortSignal;
  /** Told of each failure that will be tried again. */
  readonly onTrouble: (error: unknown) => void;
  /** First wait; each further one doubles up to five seconds. */
  readonly baseMs?: number;
}

/**
 * Repeats an idempotent step unchanged until the surroundings let it through. Errors that no repetition can mend are
 * thrown.
 */
export async function persist<T>(
  step: () => Promise<T>,
  { clock, signal, onTrouble, baseMs = 100 }: PersistOptions,
): Promise<T | undefined> {
  for (let waitMs = baseMs; !signal.aborted; waitMs = Math.min(waitMs * 2, 5_000)) {
    try {
      return await unlessAborted(step(), signal);
    } catch (error) {
      if (SpillwayError.is(error) && !error.retryable) throw error;
      onTrouble(error);
    }
    await clock.sleep(waitMs, signal);
  }
  return undefined;
}
