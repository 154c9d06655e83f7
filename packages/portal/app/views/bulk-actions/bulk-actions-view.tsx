import type { BulkAction } from '@spillway/api-types';
import type { JSX } from 'preact';
import { route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { RowLink } from '../../parts/row-link.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { When } from '../../parts/when.tsx';
import { countedOf, nameOfBulk } from './name-of-bulk.ts';

const PAGE = 50;

const columns: readonly Column<BulkAction>[] = [
  {
    head: 'Action',
    cell: (action) => <RowLink to={addressOf(['bulk-actions', action.id ?? ''])}>{nameOfBulk(action)}</RowLink>,
  },
  { head: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  { head: 'Of', align: 'end', cell: (action) => countedOf(action, action.counts.matched) },
  { head: 'Done', align: 'end', wide: true, cell: ({ counts: { done } }) => countText(done) },
  { head: 'Left out', align: 'end', wide: true, cell: ({ counts: { skipped } }) => countText(skipped) },
  { head: 'Failed', align: 'end', wide: true, cell: ({ counts: { failed } }) => countText(failed) },
  { head: 'Id', wide: true, cell: ({ id }) => <ShortId id={id ?? ''} /> },
  { head: 'Created', wide: true, cell: ({ created_at: at }) => <When at={at} /> },
];

/** What was done to many batches at once. */
export function BulkActionsView(): JSX.Element {
  const { after } = route.value.query;
  const loaded = useLoaded(
    `bulk actions ${after}`,
    (signal) => call<Page<BulkAction>>('v1/bulk_actions', { query: { after, limit: PAGE }, signal }),
    { everyMs: 5_000 },
  );
  return (
    <PageView title="Bulk actions">
      <WhenLoaded loaded={loaded} what="bulk actions">
        {(page) => (
          <>
            {page.data.length === 0 ? (
              <Empty title="No bulk actions.">
                <a href={addressOf(['batches'])}>Choose batches</a> and cancel them or run again what failed, or act on{' '}
                <a href={addressOf(['dead-letters'])}>dead letters</a>.
              </Empty>
            ) : (
              <DataTable caption="Bulk actions, newest first" columns={columns} rows={page.data} keyOf={keyOf} />
            )}
            <Pager
              page={page}
              isLater={after !== undefined}
              addressOf={(id) => addressOf(['bulk-actions'], { after: id })}
            />
          </>
        )}
      </WhenLoaded>
    </PageView>
  );
}

function keyOf({ id }: BulkAction): string {
  return id ?? '';
}
