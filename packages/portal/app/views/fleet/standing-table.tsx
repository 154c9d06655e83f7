import type { Fleet, FleetStanding, Worker } from '@spillway/api-types';
import type { JSX } from 'preact';
import { amountText, countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { Since } from '../../parts/when.tsx';

interface Row {
  readonly pool: Fleet['pools'][number];
  /** Absent before anything was decided about the pool. */
  readonly standing: FleetStanding | undefined;
  readonly live: number;
}

const columns: readonly Column<Row>[] = [
  { head: 'Pool', cell: ({ pool }) => pool.name },
  { head: 'Model', cell: ({ standing }) => standing?.model ?? <span class="absent">–</span> },
  { head: 'Live', align: 'end', cell: ({ live }) => live },
  { head: 'Wanted', align: 'end', cell: ({ standing }) => standing?.desired_replicas ?? '–' },
  { head: 'Kind', wide: true, cell: ({ pool }) => (pool.preemptible ? 'may vanish' : 'stays') },
  { head: 'Price/h', align: 'end', wide: true, cell: ({ pool }) => amountText(pool.price_per_hour) },
  {
    head: 'Requests/s each',
    align: 'end',
    wide: true,
    cell: ({ standing }) => (standing?.throughput ? amountText(standing.throughput.requests_per_second) : '–'),
  },
  {
    head: 'Open',
    align: 'end',
    wide: true,
    cell: ({ standing }) => (standing?.open_requests == null ? '–' : countText(standing.open_requests)),
  },
  {
    head: 'Start takes',
    align: 'end',
    wide: true,
    cell: ({ standing }) =>
      standing?.cold_start_seconds == null ? '–' : spanText(standing.cold_start_seconds * 1_000),
  },
  { head: 'Decided', wide: true, cell: ({ standing }) => <Since at={standing?.decided_at ?? null} /> },
];

/** What is wanted of each pool for each model. */
export function StandingTable({
  fleet,
  workers,
}: {
  readonly fleet: Fleet;
  readonly workers: readonly Worker[];
}): JSX.Element {
  const rows = fleet.pools.flatMap((pool): Row[] => {
    const decided = fleet.standings.filter((standing) => standing.pool === pool.name);
    const liveFor = (model?: string): number =>
      workers.filter((worker) => worker.pool === pool.name && (model === undefined || worker.models.includes(model)))
        .length;
    if (decided.length === 0) return [{ pool, standing: undefined, live: liveFor() }];
    return decided.map((standing) => ({ pool, standing, live: liveFor(standing.model) }));
  });
  return (
    <DataTable
      caption="Pools by model"
      columns={columns}
      rows={rows}
      keyOf={({ pool, standing }) => `${pool.name} ${standing?.model}`}
    />
  );
}
