import { type Clock, SpillwayError } from '@spillway/core';
import { type LookOptions, lookAround, type Sight } from './look-around.ts';

export interface Look {
  readonly sight: Sight;
  /** Why it is the one before again. */
  readonly trouble?: SpillwayError;
}

export interface LooksOptions extends LookOptions {
  readonly clock: Clock;
  readonly everyMs: number;
}

/** A look now and then until the signal aborts. A server that does not answer now is asked again later. */
export async function* looks({ clock, everyMs, ...options }: LooksOptions): AsyncGenerator<Look, void, undefined> {
  const { signal } = options.api;
  let sight = await lookAround(options);
  for (let trouble: SpillwayError | undefined; !signal.aborted; ) {
    yield { sight, ...(trouble && { trouble }) };
    await clock.sleep(everyMs, signal);
    try {
      sight = await lookAround(options);
      trouble = undefined;
    } catch (error) {
      if (signal.aborted) return;
      if (!SpillwayError.is(error) || !error.retryable) throw error;
      trouble = error;
    }
  }
}
