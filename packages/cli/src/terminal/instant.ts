/** How far a moment is, in one unit: `12 s ago`, `3 min ago`, `in 5 h`, `2 d ago`. */
export function relativeTime(atMs: number, nowMs: number): string {
  // What was 24 h away a moment ago still is, to people.
  return atMs > nowMs
    ? `in ${roughly((atMs - nowMs) / 1_000, Math.round)}`
    : `${roughly((nowMs - atMs) / 1_000, Math.floor)} ago`;
}

/** A moment for people: `2026-11-21 09:41:03Z (3 min ago)`. */
export function instant(atMs: number, nowMs: number): string {
  return `${clockText(atMs)} (${relativeTime(atMs, nowMs)})`;
}

/** `2026-11-21 09:41:03Z`. */
export function clockText(atMs: number): string {
  return new Date(atMs)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
}

function roughly(seconds: number, whole: (amount: number) => number): string {
  for (const [unit, length, most] of units) {
    const amount = whole(seconds / length);
    if (amount < most) return `${amount} ${unit}`;
  }
  return `${whole(seconds / 86_400)} d`;
}

const units = [
  ['s', 1, 60],
  ['min', 60, 60],
  ['h', 3_600, 48],
] as const;
