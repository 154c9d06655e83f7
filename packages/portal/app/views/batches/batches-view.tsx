import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { instant } from '../../live/clock.ts';
import { useBatchPage } from '../../live/use-batch-page.ts';
import { LivenessNote } from '../../parts/liveness-note.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Pager } from '../../parts/pager.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { mayWrite } from '../../session/session.ts';
import { filterOf, queryOf } from './batch-filter.ts';
import { ChosenRows } from './chosen-rows.tsx';
import { FilterBar } from './filter-bar.tsx';
import { NoBatches } from './no-batches.tsx';

const PAGE = 50;

/** The batches of the tenant, or of all, as the address chooses. */
export function BatchesView(): JSX.Element {
  const { after, order = '' } = route.value.query;
  const filter = filterOf(route.value.query);
  const subject = JSON.stringify(filter);
  // As of when it was asked for, so that what is counted and acted upon is what is shown.
  const query = useMemo(() => queryOf(filter, instant()), [subject]);
  const live = useBatchPage({ ...query, order, after, limit: PAGE });
  return (
    <PageView
      title="Batches"
      badge={<LivenessNote liveness={live.liveness} />}
      actions={
        <>
          <a class="button" href={addressOf(['bulk-actions'])}>
            Bulk actions
          </a>
          {mayWrite.value && (
            <a class="button primary" href={addressOf(['create'])}>
              Create a batch
            </a>
          )}
        </>
      }
    >
      <FilterBar filter={filter} order={order} />
      <WhenLoaded loaded={live} what="batches">
        {(page) =>
          page.data.length === 0 ? (
            <NoBatches isLater={after !== undefined} isFiltered={subject !== '{}'} />
          ) : (
            <>
              <ChosenRows page={page} query={query} isWhole={after === undefined && !page.has_more} />
              <Pager
                page={page}
                isLater={after !== undefined}
                addressOf={(id) => addressOf(['batches'], { ...filter, order, after: id })}
              />
            </>
          )
        }
      </WhenLoaded>
    </PageView>
  );
}
