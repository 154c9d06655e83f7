import type { BatchError } from '@spillway/api-types';
import type { JSX } from 'preact';
import { DataTable } from './data-table.tsx';

/** What is wrong with an input, line by line. */
export function ProblemList({ problems }: { readonly problems: readonly BatchError[] }): JSX.Element {
  return (
    <DataTable
      caption="Problems of the input"
      rows={problems.map((problem, index) => ({ ...problem, index }))}
      keyOf={({ index }) => String(index)}
      columns={[
        { head: 'Line', cell: ({ line }) => line ?? '–' },
        { head: 'Problem', cell: ({ message }) => <span class="prose">{message}</span> },
        { head: 'Code', wide: true, cell: ({ code }) => <code>{code}</code> },
      ]}
    />
  );
}
