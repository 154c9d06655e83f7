import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { DataTable } from '../data-table.tsx';
import { timeText, valueText } from './chart-text.ts';
import type { Series } from './series.ts';

export interface ChartTableProps {
  readonly title: string;
  readonly at: readonly number[];
  readonly series: readonly Series[];
  text(value: number): string;
}

interface Row {
  readonly instant: number;
  readonly index: number;
}

/** The measurements that a table shows: more would be no help to anybody. */
const ROWS = 30;

/** A chart in words, for those who do not see it or want the numbers. The newest first. */
export function ChartTable({ title, at, series, text }: ChartTableProps): JSX.Element {
  const [opened, setOpened] = useState(false);
  const step = Math.ceil(at.length / ROWS);
  const rows = at
    .map((instant, index) => ({ instant, index }))
    .filter(({ index }) => (at.length - 1 - index) % step === 0);
  return (
    <details class="chart-table" onToggle={({ currentTarget }) => setOpened(currentTarget.open)}>
      <summary>
        As a table<span class="unseen">: {title}</span>
      </summary>
      {opened && (
        <DataTable
          caption={`${title}, the newest first`}
          rows={rows.toReversed()}
          keyOf={({ instant }) => String(instant)}
          columns={[
            { head: 'Time', cell: ({ instant }) => timeText(instant) },
            ...series.map(({ name, values }) => ({
              head: name,
              align: 'end' as const,
              cell: ({ index }: Row) => valueText(values[index], text),
            })),
          ]}
        />
      )}
    </details>
  );
}
