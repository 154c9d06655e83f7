import { windowLength } from '../batch/window-length.ts';
import { SpillwayError } from '../errors/index.ts';
import type { Limits } from './limits.ts';

/** Milliseconds of a window such as `30m`, `24h` or `2d`, within the limits; throws `invalid_argument` otherwise. */
export function parseWindow(window: string, { minWindowMs, maxWindowMs }: Limits): number {
  const windowMs = windowLength(window);
  if (windowMs >= minWindowMs && windowMs <= maxWindowMs) return windowMs;
  const bounds = `from ${Math.ceil(minWindowMs / 60_000)}m to ${Math.floor(maxWindowMs / 86_400_000)}d`;
  throw new SpillwayError(`'${window}' is not a valid completion window.`, {
    code: 'invalid_argument',
    param: 'completion_window',
    hint: `Use a whole number of minutes, hours or days, ${bounds}, for instance 24h.`,
  });
}
