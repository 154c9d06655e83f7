import type { BulkAction } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { ShortId } from '../../parts/short-id.tsx';

/** Batches of which nothing came, and why; the first of them. */
export function ProblemsOfBulk({ action: { problems } }: { readonly action: BulkAction }): JSX.Element | null {
  if (problems.length === 0) return null;
  return (
    <DataTable
      caption="What was left out"
      rows={problems.map((problem, index) => ({ ...problem, index }))}
      keyOf={({ index }) => String(index)}
      columns={[
        {
          head: 'Batch',
          cell: ({ batch_id: id }) => (
            <a href={addressOf(['batches', id])}>
              <ShortId id={id} />
            </a>
          ),
        },
        { head: 'Why', cell: ({ message }) => <span class="prose">{message}</span> },
        { head: 'Code', wide: true, cell: ({ code }) => <code>{code}</code> },
      ]}
    />
  );
}
