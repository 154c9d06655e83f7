const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** `850 ms`, `2.4 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h` */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  const seconds = Math.round(ms / 1_000);
  const at = units.findIndex(([, size]) => seconds >= size);
  const [unit, size] = units[at] ?? ['s', 1];
  const [smaller, smallerSize] = units[at + 1] ?? ['', 0];
  const rest = smallerSize > 0 ? Math.floor((seconds % size) / smallerSize) : 0;
  return `${Math.floor(seconds / size)} ${unit}${rest > 0 ? ` ${rest} ${smaller}` : ''}`;
}
