import type { DeadLetterGroup, DeadLetterGroups } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import { counted, countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { When } from '../../parts/when.tsx';
import type { DeadLetterFilter } from './dead-letter-filter.ts';

export interface GroupTableProps {
  readonly filter: DeadLetterFilter;
  /** Another one counts them anew. */
  readonly round: number;
}

/** How many died of what, counted by the server over all of them. */
export function GroupTable({ filter, round }: GroupTableProps): JSX.Element {
  const loaded = useLoaded(`dead letter groups ${JSON.stringify(filter)} ${round}`, (signal) =>
    call<DeadLetterGroups>('v1/dead_letters/groups', { query: { ...filter }, signal }),
  );
  return (
    <WhenLoaded loaded={loaded} what="groups">
      {({ data, complete, looked_at: lookedAt }) => (
        <>
          <DataTable
            caption="Groups"
            rows={data}
            keyOf={({ fingerprint }) => fingerprint}
            columns={columnsOf(filter)}
          />
          {!complete && (
            <p class="hint">
              Counted among {counted(lookedAt, 'dead letter')} of the newest batches; there are more. Choose a batch to
              count all of its own.
            </p>
          )}
        </>
      )}
    </WhenLoaded>
  );
}

function columnsOf(filter: DeadLetterFilter): readonly Column<DeadLetterGroup>[] {
  return [
    {
      head: 'Group',
      cell: ({ fingerprint, code }) => (
        <a href={addressOf(['dead-letters'], { ...filter, fingerprint })}>
          <code>{code ?? 'unknown'}</code>
        </a>
      ),
    },
    { head: 'Requests', align: 'end', cell: ({ count }) => countText(count) },
    { head: 'Last message', cell: ({ message }) => <span class="prose">{message ?? '–'}</span> },
    { head: 'Model', wide: true, cell: ({ model }) => model },
    { head: 'Batches', align: 'end', wide: true, cell: ({ batches }) => countText(batches) },
    { head: 'First', wide: true, cell: ({ first_at: at }) => <When at={at} /> },
    { head: 'Last', wide: true, cell: ({ last_at: at }) => <When at={at} /> },
    { head: 'Samples', wide: true, cell: ({ sample_ids: ids }) => <Samples ids={ids} /> },
  ];
}

function Samples({ ids }: { readonly ids: readonly string[] }): JSX.Element {
  return (
    <>
      {ids.map((id, index) => (
        <a
          key={id}
          class="sample"
          href={addressOf(['requests', id])}
          aria-label={`Sample ${index + 1}: ${id}`}
          title={id}
        >
          {index + 1}
        </a>
      ))}
    </>
  );
}
