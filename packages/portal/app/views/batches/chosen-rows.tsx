import type { JSX } from 'preact';
import { type Batch, hasEnded } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { counted } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { useOutlooks } from '../../live/use-outlooks.ts';
import { useSelection } from '../../parts/use-selection.ts';
import { mayWrite } from '../../session/session.ts';
import { BatchTable } from './batch-table.tsx';
import { SelectionBar } from './selection-bar.tsx';

export interface ChosenRowsProps {
  readonly page: Page<Batch>;
  /** What the batches were asked for with, but for order and page. */
  readonly query: Readonly<Record<string, string>>;
  /** Whether the page holds all that match. */
  readonly isWhole: boolean;
}

/** The batches of a page, how many there are in all, and what is done with those that are chosen. */
export function ChosenRows({ page: { data }, query, isWhole }: ChosenRowsProps): JSX.Element {
  const isOfAllTenants = query.all_tenants === 'true';
  const selection = useSelection<Batch>(JSON.stringify(query), ({ id, metadata }) => metadata?.name ?? id);
  const isPage = selection.all || data.every(({ id }) => selection.ids.has(id));
  const total = useTotal({ query, isWhole, isPage }) ?? (isWhole ? data.length : undefined);
  const wanted = data.some((batch) => !hasEnded(batch));
  const { value: outlooks } = useOutlooks({ ofAllTenants: isOfAllTenants, wanted });
  // Nothing is done to batches of several tenants at once, and nothing with a key that only reads.
  const mayChoose = mayWrite.value && !isOfAllTenants;
  return (
    <>
      {mayChoose && <SelectionBar selection={selection} total={total} isPage={isPage} query={query} />}
      <BatchTable
        caption="Batches"
        batches={data}
        outlooks={outlooks}
        isOfAllTenants={isOfAllTenants}
        choice={mayChoose ? selection.choiceOf(data) : undefined}
      />
      <p class="hint">
        {total !== undefined && `${counted(total, 'batch', 'batches')} in all.`}
        {isOfAllTenants && mayWrite.value && ' To act on several, choose the tenant at the side.'}
      </p>
    </>
  );
}

/** Counted once for a filter, and once more when the whole page is chosen: then the number matters. */
function useTotal({
  query,
  isWhole,
  isPage,
}: Omit<ChosenRowsProps, 'page'> & { readonly isPage: boolean }): number | undefined {
  const { value } = useLoaded(`count ${isWhole} ${isPage} ${JSON.stringify(query)}`, (signal) =>
    isWhole ? Promise.resolve(undefined) : call<{ readonly count: number }>('v1/batches/count', { query, signal }),
  );
  return value?.count;
}
