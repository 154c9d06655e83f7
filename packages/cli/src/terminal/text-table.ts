import { fitted, printable, widthOf } from './printable.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. */
  readonly align?: 'right';
  /** The narrowest that it may be made; it keeps its width when left out. */
  readonly least?: number;
  /** Left out where the terminal is too narrow for all; the highest first. */
  readonly dispensable?: number;
}

export interface TextTableOptions {
  readonly columns: readonly Column[];
  /** A text for each column. */
  readonly rows: readonly (readonly string[])[];
  /** Width that it must fit; undefined where nobody minds. */
  readonly width: number | undefined;
}

const GAP = 2;

/** Lines of a table, its titles first. None is longer than the width: columns shrink, and then go. */
export function textTable({ columns, rows, width }: TextTableOptions): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => row.map((text) => printable(text)))];
  const natural = columns.map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  const shown = shownColumns(columns, natural, width ?? Number.POSITIVE_INFINITY);
  const widths = shrunk({ columns, natural, shown, width: width ?? Number.POSITIVE_INFINITY });
  return cells.map((row) => {
    const line = shown.map((at) => padded(fitted(row[at] ?? '', widths[at] ?? 0), widths[at] ?? 0, columns[at]?.align));
    return fitted(line.join(' '.repeat(GAP)).trimEnd(), width ?? Number.POSITIVE_INFINITY);
  });
}

/** Positions of the columns for which there is room at their narrowest. */
function shownColumns(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const narrowest = (at: number): number => Math.min(natural[at] ?? 0, columns[at]?.least ?? Number.POSITIVE_INFINITY);
  const shown = new Set(columns.keys());
  const going = [...columns.keys()]
    .filter((at) => columns[at]?.dispensable !== undefined)
    .toSorted((a, b) => (columns[b]?.dispensable ?? 0) - (columns[a]?.dispensable ?? 0));
  for (const at of going) {
    if (total([...shown].map(narrowest)) <= width) break;
    shown.delete(at);
  }
  return [...shown];
}

interface Shrinking {
  readonly columns: readonly Column[];
  readonly natural: readonly number[];
  readonly shown: readonly number[];
  readonly width: number;
}

/** Takes what is too much from the widest column that may give, cell by cell. */
function shrunk({ columns, natural, shown, width }: Shrinking): number[] {
  const widths = [...natural];
  const spare = (at: number): number => (widths[at] ?? 0) - (columns[at]?.least ?? Number.POSITIVE_INFINITY);
  let excess = total(shown.map((at) => widths[at] ?? 0)) - width;
  while (excess > 0) {
    const [widest] = shown.filter((at) => spare(at) > 0).toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0));
    if (widest === undefined) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess--;
  }
  return widths;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP * Math.max(0, widths.length - 1);
}

function padded(text: string, width: number, align: Column['align']): string {
  const padding = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? `${padding}${text}` : `${text}${padding}`;
}
