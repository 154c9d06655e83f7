import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { BulkAction, BulkOrder } from '../../api/bulk-action.ts';
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
  const dryRun = useLoaded('bulk', (signal) =>
    call<BulkAction>(path, { method: 'POST', body: { action, filter, dry_run: true }, signal }),
  );
  const act = async (): Promise<void> => {
    const order: BulkOrder = {
      action,
      filter: asCounted(filter, dryRun.value),
      ...(window !== '' && { completion_window: window }),
    };
    const { id } = await call<BulkAction>(path, { method: 'POST', body: order, headers: { 'idempotency-key': key } });
    go(addressOf(['bulk-actions', id ?? '']));
  };
  const count = dryRun.value?.counts.done ?? 0;
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
        {(would) => <Outlook would={would} verb={verb.toLowerCase()} />}
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

/** What came after the count is not acted upon. */
function asCounted(filter: BulkOrder['filter'], counted: BulkAction | undefined): BulkOrder['filter'] {
  if (filter.ids !== undefined || !counted?.created_at) return filter;
  const { all: _, ...rest } = filter;
  const before = Math.min(counted.created_at + 1, Number(filter.created_before ?? Number.POSITIVE_INFINITY));
  return { ...rest, created_before: before };
}
