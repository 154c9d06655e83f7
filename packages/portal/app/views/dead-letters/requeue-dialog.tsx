import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../api/call.ts';
import type { Requeue } from '../../api/requeue.ts';
import { counted } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { WindowField } from '../../parts/window-field.tsx';
import type { DeadLetterFilter } from './dead-letter-filter.ts';

export interface RequeueDialogProps {
  readonly filter: DeadLetterFilter;
  onClose(): void;
  onDone(): void;
}

const path = 'v1/dead_letters/requeue';

/** Says what running them again would do, before it does. */
export function RequeueDialog({ filter, onClose, onDone }: RequeueDialogProps): JSX.Element {
  const [window, setWindow] = useState('24h');
  const dryRun = useLoaded('requeue', (signal) =>
    call<Requeue>(path, { method: 'POST', body: { ...filter, dry_run: true }, signal }),
  );
  const act = async (): Promise<void> => {
    const done = await call<Requeue>(path, { method: 'POST', body: { ...filter, completion_window: window } });
    announce(`${counted(runAgain(done), 'request')} run again in ${counted(done.batches.length, 'batch', 'batches')}.`);
    onDone();
  };
  const count = dryRun.value ? runAgain(dryRun.value) : 0;
  return (
    <ConfirmDialog
      title="Run dead letters again?"
      verb={`Run ${count} again`}
      disabled={count === 0}
      act={act}
      onClose={onClose}
    >
      <p>{filterText(filter)}</p>
      <WhenLoaded loaded={dryRun} what="what it would do">
        {(requeue) => <Outlook requeue={requeue} />}
      </WhenLoaded>
      <WindowField value={window} onInput={setWindow} hint="From now on, for each batch." />
    </ConfirmDialog>
  );
}

function Outlook({ requeue: { matched, batches, skipped } }: { readonly requeue: Requeue }): JSX.Element {
  return (
    <>
      <p>
        <strong>{counted(matched, 'dead letter')}</strong>, of which{' '}
        {counted(
          batches.reduce((sum, { requests }) => sum + requests, 0),
          'request',
        )}{' '}
        run again; their batches are reopened and have new files at the end.
      </p>
      {skipped.length > 0 && (
        <ul>
          {skipped.map(({ batch_id: id, requests, message }) => (
            <li key={id}>
              {counted(requests, 'request')} of <ShortId id={id} /> left out: {message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function runAgain({ batches }: Requeue): number {
  return batches.reduce((sum, { requests }) => sum + requests, 0);
}

function filterText({ code, model, batch_id: batch }: DeadLetterFilter): string {
  const parts = [
    code && `with the code ${code}`,
    model && `for the model ${model}`,
    batch && `of the batch ${batch}`,
  ].filter(Boolean);
  return parts.length === 0 ? 'All of them, of every batch.' : `Those ${parts.join(', ')}.`;
}
