import type { BatchQuote, QuoteForecast } from '@spillway/api-types';
import type { JSX } from 'preact';
import { amountText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';

type Row = QuoteForecast & { readonly on: string };

const columns: readonly Column<Row>[] = [
  { head: 'On', cell: ({ on }) => on },
  { head: 'Done in', align: 'end', cell: ({ finish_in_seconds: { expected } }) => spanText(expected * 1_000) },
  { head: 'At the latest', align: 'end', cell: ({ finish_in_seconds: { latest } }) => latestText(latest) },
  { head: 'Cost', align: 'end', cell: ({ cost }) => amountText(cost.expected) },
  { head: 'From', align: 'end', wide: true, cell: ({ cost }) => amountText(cost.low) },
  { head: 'To', align: 'end', wide: true, cell: ({ cost }) => amountText(cost.high) },
];

/** When it would be done and what it would cost; nothing before the models were measured. */
export function ForecastTable({ quote }: { readonly quote: BatchQuote }): JSX.Element | null {
  const forecasts = [
    ['the fleet', quote.expected],
    ['spot alone', quote.on_spot],
    ['dedicated alone', quote.on_dedicated],
  ] as const;
  const rows = forecasts.flatMap(([on, forecast]) => (forecast ? [{ on, ...forecast }] : []));
  return rows.length === 0 ? null : (
    <DataTable caption="Forecasts" columns={columns} rows={rows} keyOf={({ on }) => on} />
  );
}

function latestText(seconds: number | null): string {
  return seconds === null ? 'perhaps never' : spanText(seconds * 1_000);
}
