import type { ComponentChildren, JSX } from 'preact';

export interface Column<Row> {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly align?: 'end';
  /** What narrow screens leave out. */
  readonly wide?: boolean;
  cell(row: Row): ComponentChildren;
}

export interface DataTableProps<Row> {
  /** What the table is about, for those who hear it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  keyOf(row: Row): string;
}

/** Rows of records. The first column names the row; `j` and `k` walk along its links. */
export function DataTable<Row>({ caption, columns, rows, keyOf }: DataTableProps<Row>): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard.
    <section class="table-frame" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
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
              {columns.map(({ head, align, wide, cell }, index) =>
                index === 0 ? (
                  <th key={head} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={head} data-align={align} data-wide={wide}>
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
