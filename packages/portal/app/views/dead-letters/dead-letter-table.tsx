import type { DeadLetter } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type Choice, type Column, DataTable } from '../../parts/data-table.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { When } from '../../parts/when.tsx';
import { codeOf } from './code-of.ts';

const columns: readonly Column<DeadLetter>[] = [
  { head: 'Custom id', cell: ({ id, custom_id: name }) => <RowLink to={addressOf(['requests', id])}>{name}</RowLink> },
  { head: 'Code', wide: true, cell: (letter) => <code>{codeOf(letter)}</code> },
  { head: 'Message', cell: ({ last_attempt: last }) => <span class="prose">{last?.message ?? '–'}</span> },
  { head: 'Attempts', align: 'end', wide: true, cell: ({ attempts }) => attempts },
  { head: 'Model', wide: true, cell: ({ model }) => model },
  {
    head: 'Batch',
    wide: true,
    cell: ({ batch_id: id }) => (
      <a href={addressOf(['batches', id])}>
        <ShortId id={id} />
      </a>
    ),
  },
  { head: 'Ended', wide: true, cell: ({ ended_at: at }) => <When at={at} /> },
];

export interface DeadLetterTableProps {
  readonly letters: readonly DeadLetter[];
  readonly choice: Choice<DeadLetter> | undefined;
}

export function DeadLetterTable({ letters, choice }: DeadLetterTableProps): JSX.Element {
  return <DataTable caption="Dead letters" columns={columns} rows={letters} choice={choice} keyOf={({ id }) => id} />;
}
