import type { BatchRequest } from '@spillway/api-types';
import type { JSX } from 'preact';
import { go, route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { type Batch, hasEnded } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { requestStatuses } from '../../api/request.ts';
import { spanText } from '../../format/span.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { SelectField, TextField } from '../../parts/field.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { SearchBar } from '../../parts/search-bar.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { useDraft } from '../../parts/use-draft.ts';

const PAGE = 50;

const columns: readonly Column<BatchRequest>[] = [
  { head: 'Custom id', cell: ({ id, custom_id: name }) => <RowLink to={addressOf(['requests', id])}>{name}</RowLink> },
  { head: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { head: 'Line', align: 'end', wide: true, cell: ({ position }) => position + 1 },
  { head: 'Attempts', align: 'end', cell: ({ attempts }) => attempts },
  {
    head: 'Error',
    cell: ({ error_code: code }) => (code === null ? <span class="absent">–</span> : <code>{code}</code>),
  },
  { head: 'Duration', align: 'end', wide: true, cell: ({ duration_ms: ms }) => (ms === null ? '–' : spanText(ms)) },
  { head: 'Tokens out', align: 'end', wide: true, cell: ({ usage }) => usage?.output_tokens ?? '–' },
  { head: 'Pool', wide: true, cell: ({ pool }) => pool ?? '–' },
  { head: 'Model', wide: true, cell: ({ model }) => model },
];

/** The requests of a batch, by their status. */
export function RequestTable({ batch }: { readonly batch: Batch }): JSX.Element {
  const { status, custom_id, after } = route.value.query;
  const query = { status, custom_id, after };
  const loaded = useLoaded(
    `requests ${batch.id} ${batch.revision} ${JSON.stringify(query)}`,
    (signal) =>
      call<Page<BatchRequest>>(`v1/batches/${batch.id}/requests`, { query: { ...query, limit: PAGE }, signal }),
    hasEnded(batch) ? {} : { everyMs: 3_000 },
  );
  const here = (changed: typeof query): string => addressOf(['batches', batch.id, 'requests'], changed);
  return (
    <>
      <Filter
        status={status ?? ''}
        customId={custom_id ?? ''}
        addressOf={(next) => here({ ...next, after: undefined })}
      />
      <WhenLoaded loaded={loaded} what="requests">
        {(page) => (
          <>
            {page.data.length === 0 ? (
              <Empty title="No such requests.">
                {batch.request_counts.total === 0 && 'The batch is not planned yet.'}
              </Empty>
            ) : (
              <DataTable
                caption="Requests in the order of the input"
                columns={columns}
                rows={page.data}
                keyOf={({ id }) => id}
              />
            )}
            <Pager page={page} isLater={after !== undefined} addressOf={(id) => here({ ...query, after: id })} />
          </>
        )}
      </WhenLoaded>
    </>
  );
}

interface FilterProps {
  readonly status: string;
  readonly customId: string;
  addressOf(query: { readonly status: string | undefined; readonly custom_id: string | undefined }): string;
}

function Filter({ status, customId, addressOf: to }: FilterProps): JSX.Element {
  const [wanted, setWanted] = useDraft(customId);
  const choose = (next: string): void => go(to({ status: next, custom_id: wanted }));
  const options = requestStatuses.map((name) => [name, name.replaceAll('_', ' ')] as const);
  return (
    <SearchBar onSearch={() => go(to({ status, custom_id: wanted }))}>
      <SelectField label="Status" value={status} options={[['', 'any'], ...options]} onInput={choose} />
      <TextField label="Custom id" type="search" value={wanted} onInput={setWanted} isSearch />
      <button type="submit">Find</button>
    </SearchBar>
  );
}
