import type { ComponentChildren, JSX } from 'preact';

export interface Column<Row> {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly align?: 'end';
  /** What narrow screens leave out. */
  readonly wide?: boolean;
  /** What has a line of its own under its row where narrow screens stack. */
  readonly line?: boolean;
  cell(row: Row): ComponentChildren;
}

/** Rows that can be chosen, each by a box before it. */
export interface Choice<Row> {
  /** What the box of a row is called. */
  nameOf(row: Row): string;
  isChosen(row: Row): boolean;
  choose(row: Row, chosen: boolean): void;
  /** All rows that are shown. */
  chooseAll(chosen: boolean): void;
}

export interface DataTableProps<Row> {
  /** What the table is about, for those who hear it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly choice?: Choice<Row> | undefined;
  /** Whether narrow screens put the cells of a row below one another, so that none is out of sight. */
  readonly stacks?: boolean;
  keyOf(row: Row): string;
}

/** Rows of records. The first column names the row; `j` and `k` walk along its links. */
export function DataTable<Row>({ caption, columns, rows, choice, stacks, keyOf }: DataTableProps<Row>): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
    <section class="table-frame" data-stacks={stacks} aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {choice && <AllBox rows={rows} choice={choice} />}
            {columns.map(({ head, align, wide }) => (
              <th key={head} scope="col" data-align={align} data-wide={wide}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {choice && (
                <td class="pick">
                  <input
                    type="checkbox"
                    aria-label={`Select ${choice.nameOf(row)}`}
                    checked={choice.isChosen(row)}
                    onChange={({ currentTarget }) => choice.choose(row, currentTarget.checked)}
                  />
                </td>
              )}
              {columns.map(({ head, align, wide, line, cell }, index) =>
                index === 0 ? (
                  <th key={head} scope="row" data-line={line}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={head} data-align={align} data-wide={wide} data-line={line} data-head={head}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function AllBox<Row>({ rows, choice }: { readonly rows: readonly Row[]; readonly choice: Choice<Row> }): JSX.Element {
  const chosen = rows.filter((row) => choice.isChosen(row)).length;
  return (
    <th scope="col" class="pick">
      <input
        type="checkbox"
        aria-label="Select this page"
        checked={chosen > 0 && chosen === rows.length}
        ref={(box) => {
          if (box) box.indeterminate = chosen > 0 && chosen < rows.length;
        }}
        onChange={({ currentTarget }) => choice.chooseAll(currentTarget.checked)}
      />
    </th>
  );
}
