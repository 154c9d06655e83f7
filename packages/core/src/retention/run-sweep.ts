import type { Clock } from '../clock.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Trouble } from '../spillway/options.ts';
import { unlessAborted } from '../unless-aborted.ts';
import type { Sweep } from './sweep.ts';

export interface RunSweepOptions {
  readonly clock: Clock;
  /** From the end of one round to the beginning of the next. */
  readonly everyMs: number;
  readonly onTrouble: (trouble: Trouble) => void;
  /** Told at the end of each round without trouble. */
  readonly onDone?: () => void;
  readonly signal: AbortSignal;
}

const LEAST_REST_MS = 50;
const LONGEST_PUT_OFF = 8;

/**
 * Sweeps in rounds until the signal aborts. Between two steps it rests for as long as the first took, so that it never takes
 * more than half of a storage's time. Trouble puts the sweep off, twice as long each time in a row; the same is told once,
 * until a round passes without.
 */
export async function runSweep(sweep: Sweep, options: RunSweepOptions): Promise<void> {
  const { clock, everyMs, onTrouble, onDone, signal } = options;
  let told: string | undefined;
  let putOff = 1;
  while (!signal.aborted) {
    const begunMs = clock.monotonic();
    let restMs = everyMs;
    try {
      const answer = await unlessAborted(sweep.step(signal), signal);
      if (answer === 'more') restMs = Math.max(LEAST_REST_MS, clock.monotonic() - begunMs);
      if (answer === 'done') {
        told = undefined;
        onDone?.();
      }
      putOff = 1;
    } catch (error) {
      if (signal.aborted) return;
      if (told !== kindOf(error)) onTrouble({ where: sweep.name, error });
      told = kindOf(error);
      restMs = everyMs * putOff;
      putOff = Math.min(2 * putOff, LONGEST_PUT_OFF);
    }
    await clock.sleep(restMs, signal);
  }
}

function kindOf(error: unknown): string {
  return SpillwayError.is(error) ? error.code : String(error);
}
