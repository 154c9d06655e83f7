import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Batch } from '../../api/batch.ts';
import { counted, countText } from '../../format/amount.ts';
import type { Selection } from '../../parts/use-selection.ts';
import { bulkFilterOf } from './batch-filter.ts';
import { BulkDialog } from './bulk-dialog.tsx';

export interface SelectionBarProps {
  readonly selection: Selection<Batch>;
  /** How many match in all; undefined until it is known. */
  readonly total: number | undefined;
  /** Whether all rows of the page are chosen. */
  readonly isPage: boolean;
  /** The words that the batches on the page were asked for with. */
  readonly query: Readonly<Record<string, string>>;
}

/** As many as one filter may name. */
const MOST_IDS = 100;

/** What is chosen, and what can be done with it. */
export function SelectionBar({ selection, total, isPage, query }: SelectionBarProps): JSX.Element | null {
  const { ids, all } = selection;
  const [action, setAction] = useState<'cancel' | 'retry'>();
  if (!all && ids.size === 0) return null;
  const filter = all ? bulkFilterOf(query) : { ids: [...ids] };
  const tooMany = !all && ids.size > MOST_IDS;
  return (
    <section class="selection" aria-label="Selection">
      <span role="status">{sizeText(selection, total)}</span>
      {isPage && !all && total !== undefined && total > ids.size && (
        <button type="button" class="quiet" onClick={selection.chooseAll}>
          Select all {countText(total)} that match
        </button>
      )}
      {tooMany && <span class="hint">Up to {MOST_IDS} at once, or all that match.</span>}
      <button type="button" disabled={tooMany} onClick={() => setAction('cancel')}>
        Cancel …
      </button>
      <button type="button" disabled={tooMany} onClick={() => setAction('retry')}>
        Retry failed …
      </button>
      <button type="button" class="quiet" onClick={selection.clear}>
        Clear
      </button>
      {action && <BulkDialog action={action} filter={filter} onClose={() => setAction(undefined)} />}
    </section>
  );
}

function sizeText({ ids, all }: Selection<Batch>, total: number | undefined): string {
  if (!all) return `${counted(ids.size, 'batch', 'batches')} selected`;
  return total === undefined ? 'All that match are selected' : `All ${countText(total)} that match are selected`;
}
