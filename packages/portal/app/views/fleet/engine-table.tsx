import type { JSX } from 'preact';
import type { Worker } from '../../api/fleet.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';

/** The engines, as each worker sees them. */
export function EngineTable({ workers }: { readonly workers: readonly Worker[] }): JSX.Element {
  const rows = workers.flatMap(({ id, pool, engines }) => engines.map((engine) => ({ worker: id, pool, ...engine })));
  return (
    <DataTable
      caption="Engines"
      rows={rows}
      keyOf={({ worker, url }) => `${worker} ${url}`}
      columns={[
        { head: 'Engine', cell: ({ url }) => <code>{url}</code> },
        { head: 'Health', cell: ({ healthy }) => <StatusBadge status={healthy ? 'healthy' : 'unhealthy'} /> },
        { head: 'Reason', cell: ({ reason }) => <span class="prose">{reason ?? '–'}</span> },
        { head: 'Worker', wide: true, cell: ({ worker }) => <code>{worker}</code> },
        { head: 'Pool', wide: true, cell: ({ pool }) => pool },
      ]}
    />
  );
}
