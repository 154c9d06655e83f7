const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a window such as `30m`, `24h` or `2d`; NaN for anything else. */
export function windowLength(window: string): number {
  const match = /^(\d{1,6})([mhd])$/.exec(window);
  return match ? Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS] : Number.NaN;
}
