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
