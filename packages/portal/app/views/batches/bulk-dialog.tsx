import type { BulkAction } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { BulkOrder } from '../../api/bulk-action.ts';
import { call } from '../../api/call.ts';
import { counted } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { WindowField } from '../../parts/window-field.tsx';
import { ProblemsOfBulk } from '../bulk-actions/problems-of-bulk.tsx';

export interface BulkDialogProps {
  readonly action: 'cancel' | 'retry';
  readonly filter: BulkOrder['filter'];
  onClose(): void;
}

const path = 'v1/bulk_actions';

const words = {
  cancel: {
    title: 'Cancel batches?',
    verb: 'Cancel',
    does: 'What is not done by then is not run; what is done is kept.',
  },
  retry: {
    title: 'Run again what failed?',
    verb: 'Run again',
    does: 'All but what was answered runs again; each batch has new files at its end.',
  },
} as const;

/** Says how many batches it would be, and of how many something would be done, before it is done. */
export function BulkDialog({ action, filter, onClose }: BulkDialogProps): JSX.Element {
  const { title, verb, does } = words[action];
  const [window, setWindow] = useState('');
  // Pressed again after a broken connection it must not act twice.
  const [key] = useState(() => crypto.randomUUID());
  const dryRun = useLoaded('bulk', (signal) => foresee({ action, filter }, signal));
  const act = async (): Promise<void> => {
    if (!dryRun.value) return;
    const given = window === '' ? {} : { completion_window: window };
    const order: BulkOrder = { ...dryRun.value.order, ...given };
    const { id } = await call<BulkAction>(path, { method: 'POST', body: order, headers: { 'idempotency-key': key } });
    go(addressOf(['bulk-actions', id ?? '']));
  };
  const count = dryRun.value?.would.counts.done ?? 0;
  const verbOfAll = `${verb} ${counted(count, 'batch', 'batches')}`;
  return (
    <ConfirmDialog
      title={title}
      verb={verbOfAll}
      {...(action === 'cancel' && { tone: 'bad' })}
      disabled={count === 0}
      act={act}
      onClose={onClose}
    >
      <WhenLoaded loaded={dryRun} what="what it would do">
        {({ would }) => <Outlook would={would} verb={verb.toLowerCase()} />}
      </WhenLoaded>
      <p>{does}</p>
      {action === 'retry' && (
        <WindowField
          value={window}
          onInput={setWindow}
          required={false}
          hint="From now on, for each batch; its own if this stays empty."
        />
      )}
    </ConfirmDialog>
  );
}

function Outlook({ would, verb }: { readonly would: BulkAction; readonly verb: string }): JSX.Element {
  const { matched, done, skipped, failed } = would.counts;
  const others = skipped + failed;
  return (
    <>
      <p>
        <strong>{counted(matched, 'batch matches', 'batches match')}</strong>: {counted(done, 'batch', 'batches')} to{' '}
        {verb}
        {others > 0 && `, ${counted(others, 'batch', 'batches')} with nothing to ${verb}`}.
      </p>
      <ProblemsOfBulk action={would} />
    </>
  );
}

/** What it would come to, and the order that comes to it. */
interface Foreseen {
  readonly order: BulkOrder;
  readonly would: BulkAction;
}

/**
 * Counts what the order concerns. What a filter chooses is counted once more as of a second that is over: then the same are
 * acted upon, whatever is created meanwhile.
 */
async function foresee(order: BulkOrder, signal: AbortSignal): Promise<Foreseen> {
  const tryOut = (tried: BulkOrder): Promise<BulkAction> =>
    call<BulkAction>(path, { method: 'POST', body: { ...tried, dry_run: true }, signal });
  const would = await tryOut(order);
  const { all: _, ...filter } = order.filter;
  const asked = Number(filter.created_before ?? Number.POSITIVE_INFINITY);
  if (filter.ids !== undefined || asked <= would.created_at) return { order, would };
  const bounded = { ...order, filter: { ...filter, created_before: would.created_at } };
  return { order: bounded, would: await tryOut(bounded) };
}
