import { SpillwayError } from '../errors/index.ts';
import type { Limits } from './limits.ts';

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a window such as `30m`, `24h` or `2d`, within the limits; throws `invalid_argument` otherwise. */
export function parseWindow(window: string, { minWindowMs, maxWindowMs }: Limits): number {
  const match = /^(\d{1,6})([mhd])$/.exec(window);
  const windowMs = match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : Number.NaN;
  if (windowMs >= minWindowMs && windowMs <= maxWindowMs) return windowMs;
  const bounds = `from ${Math.ceil(minWindowMs / 60_000)}m to ${Math.floor(maxWindowMs / 86_400_000)}d`;
  throw new SpillwayError(`'${window}' is not a valid completion window.`, {
    code: 'invalid_argument',
    param: 'completion_window',
    hint: `Use a whole number of minutes, hours or days, ${bounds}, for instance 24h.`,
  });
}
