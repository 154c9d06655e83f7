const counts = new Intl.NumberFormat('en');
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/** `1,234,567` */
export function countText(count: number): string {
  return counts.format(count);
}

/** `1 request`, `2 requests` */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : plural}`;
}

/** `0.123`, `12.3`, `1,230` */
export function amountText(amount: number): string {
  return short.format(amount);
}

/** `12.3 MB` */
export function bytesText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${amountText(bytes / 1_000 ** power)} ${units[power - 1]}`;
}

/** Rounded down, so that 100 % is all of it. */
export function percentText(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

/** Parts of a whole in whole percents that add up to 100: those that lose most by rounding down are rounded up. */
export function percentsOf(parts: readonly number[]): number[] {
  const sum = parts.reduce((total, part) => total + part, 0);
  if (sum === 0) return parts.map(() => 0);
  const exact = parts.map((part) => (part / sum) * 100);
  const missing = 100 - exact.reduce((total, share) => total + Math.floor(share), 0);
  const byLoss = exact.map((_, index) => index).toSorted((one, other) => lossOf(exact[other]) - lossOf(exact[one]));
  const raised = new Set(byLoss.slice(0, missing));
  return exact.map((share, index) => Math.floor(share) + (raised.has(index) ? 1 : 0));
}

function lossOf(share = 0): number {
  return share - Math.floor(share);
}
