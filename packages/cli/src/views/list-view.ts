import type { Listed } from '../client/list-pages.ts';
import { countFlag, type Flag, type FlagValues, switchFlag, textFlag } from '../flags/flag.ts';
import type { EventRecord, Output } from '../terminal/output.ts';
import { type Column, textTable } from '../terminal/text-table.ts';

/** How much of a list is shown. */
export const listFlags: {
  readonly limit: Flag<number>;
  readonly after: Flag<string | undefined>;
  readonly all: Flag<boolean>;
} = {
  limit: countFlag({ help: 'how many to show', fallback: 20 }),
  after: textFlag({ help: 'begin behind the one with this id', value: 'ID' }),
  all: switchFlag({ help: 'show all of them' }),
};

/** Where a list begins, and how many it shows at the most. */
export function extentOf({ limit, after, all }: FlagValues<typeof listFlags>): { limit: number; after?: string } {
  return { limit: all ? Number.POSITIVE_INFINITY : limit, ...(after !== undefined && { after }) };
}

/** How the records of one kind are shown. */
export interface ListView<Shown> {
  readonly columns: readonly Column[];
  readonly cellsOf: (record: Shown) => readonly string[];
  readonly recordOf: (record: Shown) => EventRecord;
  /** What is said of an empty list. */
  readonly none: string;
}

/** Shows a list: one table for people, one object a line for programs, as the pages come. */
export async function showList<Shown extends { readonly id: string }>(
  output: Output,
  pages: AsyncIterable<Listed<Shown>>,
  view: ListView<Shown>,
): Promise<void> {
  const shown: Shown[] = [];
  let hasMore = false;
  for await (const page of pages) {
    hasMore = page.hasMore;
    if (output.json) for (const record of page.records) output.event(view.recordOf(record), '');
    else shown.push(...page.records);
  }
  if (output.json) return;
  if (shown.length === 0) {
    output.note(view.none);
    return;
  }
  const lines = textTable({ columns: view.columns, rows: shown.map(view.cellsOf), width: output.columns });
  output.text(lines.join('\n'));
  if (hasMore) output.note(`There are more: --after ${shown.at(-1)?.id}, --limit N or --all.`);
}
