import { printable } from './printable.ts';

/** Lines of labels and values, the values under each other; what is undefined is left out. */
export function labelled(rows: readonly (readonly [label: string, value: string | undefined])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.flatMap(([label, value]) => (value === undefined ? [] : [`${label.padEnd(width)}  ${printable(value)}`]));
}
