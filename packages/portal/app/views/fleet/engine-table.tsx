import type { Worker } from '@spillway/api-types';
import type { JSX } from 'preact';
import { amountText, countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';

type Engine = Worker['engines'][number] & { readonly worker: string; readonly pool: string };

const columns: readonly Column<Engine>[] = [
  { head: 'Engine', line: true, cell: ({ url }) => <code class="breakable">{url}</code> },
  { head: 'Health', line: true, cell: (engine) => <Health of={engine} /> },
  measured('Requests/s', ({ requests_per_second: rate }) => rate != null && amountText(rate)),
  measured('Tokens/s in, out', ({ tokens_per_second: rates }) => rates && inAndOut(rates)),
  measured('Latency, 95 %', ({ latency_seconds: latency }) => latency && halfAndMost(latency)),
  measured('Waiting', ({ waiting }) => waiting != null && countText(waiting)),
  measured('Mean wait', ({ queue_seconds: wait }) => wait != null && spanOf(wait)),
  measured('Running', ({ running }) => running != null && countText(running)),
  { head: 'Worker', wide: true, cell: ({ worker }) => <code>{worker}</code> },
  { head: 'Pool', wide: true, cell: ({ pool }) => pool },
];

/** The engines, as each worker sees them, and what they do for it. */
export function EngineTable({ workers }: { readonly workers: readonly Worker[] }): JSX.Element {
  const rows = workers.flatMap(({ id, pool, engines }) => engines.map((engine) => ({ worker: id, pool, ...engine })));
  return (
    <DataTable
      caption="Engines, over about the last minute"
      stacks
      rows={rows}
      keyOf={({ worker, url }) => `${worker} ${url}`}
      columns={columns}
    />
  );
}

function Health({ of: { healthy, reason } }: { readonly of: Engine }): JSX.Element {
  return (
    <>
      <StatusBadge status={healthy ? 'healthy' : 'unhealthy'} /> {reason && <span class="prose">{reason}</span>}
    </>
  );
}

/** A figure, or a dash for what nobody knows and for what an older server does not tell. */
function measured(head: string, textOf: (engine: Engine) => string | false | null | undefined): Column<Engine> {
  return { head, align: 'end', line: true, cell: (engine) => textOf(engine) || <span class="absent">–</span> };
}

function inAndOut({ input, output }: NonNullable<Engine['tokens_per_second']>): string {
  return `${amountText(input)}, ${amountText(output)}`;
}

function halfAndMost({ median, p95 }: NonNullable<Engine['latency_seconds']>): string {
  return `${spanOf(median)}, ${spanOf(p95)}`;
}

function spanOf(seconds: number): string {
  return spanText(seconds * 1_000);
}
