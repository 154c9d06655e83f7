const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A span as people say it: `40 s`, `12 min`, `3.5 h`, `2.1 days`. */
export function spanText(ms: number): string {
  if (ms < 100_000) return `${Math.max(1, Math.ceil(ms / 1_000))} s`;
  if (ms < 2 * HOUR_MS) return `${Math.ceil(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${(ms / HOUR_MS).toFixed(1)} h`;
  return `${(ms / DAY_MS).toFixed(1)} days`;
}

/** A span of whole minutes as a window is asked for: `90m`, `4h`, `2d`. */
export function windowText(ms: number): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS}d`;
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${ms / MINUTE_MS}m`;
}
