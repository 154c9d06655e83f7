/** A count for people: `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A count with its noun: `1 request`, `2,000 requests`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${Math.round(count) === 1 ? '' : 's'}`;
}

/** A rate in three significant digits or so: `0.42`, `8.1`, `29`, `1.2k`, `34k`, `2.1M`. */
export function formatRate(perSecond: number): string {
  if (perSecond >= 999_500) return `${scaled(perSecond / 1_000_000)}M`;
  if (perSecond >= 999.5) return `${scaled(perSecond / 1_000)}k`;
  return perSecond < 1 && perSecond > 0 ? perSecond.toFixed(2) : scaled(perSecond);
}

/** A size for people: `512 B`, `1.4 MB`, `20 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1_000;
    unit++;
  }
  return `${unit === 0 ? size : scaled(size)} ${units[unit]}`;
}

function scaled(value: number): string {
  return value >= 9.95 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}
