import type { BulkAction, DeadLetterRequeue } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { BulkOrder } from '../../api/bulk-action.ts';
import { call } from '../../api/call.ts';
import { counted, countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { WindowField } from '../../parts/window-field.tsx';
import { type ChosenDeadLetters, textOfChosen } from './dead-letter-filter.ts';

export interface DeadLetterDialogProps {
  readonly action: 'requeue' | 'drop';
  readonly chosen: ChosenDeadLetters;
  onClose(): void;
  onDone(): void;
}

/** More of them are an action of the server, which goes on when nobody looks. */
const LARGE = 1_000;

const words = {
  requeue: {
    title: 'Run dead letters again?',
    verb: (count: string) => `Run ${count} again`,
    does: 'to run again. Their batches are reopened and have new files at the end.',
    done: 'run again',
  },
  drop: {
    title: 'Drop dead letters?',
    verb: (count: string) => `Drop ${count}`,
    does: 'to drop. What is dropped leaves this list for good and counts as failed; its line stays in the error file.',
    done: 'dropped',
  },
} as const;

/** Says what it would do to which dead letters, before it does. */
export function DeadLetterDialog({ action, chosen, onClose, onDone }: DeadLetterDialogProps): JSX.Element {
  const { title, verb, does } = words[action];
  const [window, setWindow] = useState('24h');
  const [key] = useState(() => crypto.randomUUID());
  // The address may change behind it: what is done is what is said.
  const dryRun = useLoaded(`${action} ${JSON.stringify(chosen)}`, (signal) =>
    call<DeadLetterRequeue>(`v1/dead_letters/${action}`, {
      method: 'POST',
      body: { ...chosen, dry_run: true },
      signal,
    }),
  );
  const more = action === 'requeue' ? { completion_window: window } : {};
  const actAtOnce = async (): Promise<void> => {
    const body = { ...chosen, ...more };
    const done = await call<DeadLetterRequeue>(`v1/dead_letters/${action}`, { method: 'POST', body });
    const where = counted(done.batches.length, 'batch', 'batches');
    announce(`${counted(requestsOf(done), 'request')} ${words[action].done} in ${where}.`);
    onDone();
  };
  const actInBulk = async (): Promise<void> => {
    const filter = Object.keys(chosen).length === 0 ? { all: true } : { ...chosen };
    const body: BulkOrder = { action: `${action}_dead_letters`, filter, ...more };
    const headers = { 'idempotency-key': key };
    const { id } = await call<BulkAction>('v1/bulk_actions', { method: 'POST', body, headers });
    go(addressOf(['bulk-actions', id ?? '']));
  };
  const would = dryRun.value;
  const count = would ? requestsOf(would) : 0;
  return (
    <ConfirmDialog
      title={title}
      verb={verb(countText(count))}
      {...(action === 'drop' && { tone: 'bad' })}
      disabled={count === 0}
      act={count > LARGE ? actInBulk : actAtOnce}
      onClose={onClose}
    >
      <p>{textOfChosen(chosen)}</p>
      <WhenLoaded loaded={dryRun} what="what it would do">
        {(shown) => <Outlook would={shown} does={does} />}
      </WhenLoaded>
      {action === 'requeue' && <WindowField value={window} onInput={setWindow} hint="From now on, for each batch." />}
    </ConfirmDialog>
  );
}

function Outlook({ would, does }: { readonly would: DeadLetterRequeue; readonly does: string }): JSX.Element {
  return (
    <>
      <p>
        <strong>{counted(would.matched, 'dead letter')}</strong>: {countText(requestsOf(would))} {does}
      </p>
      {would.skipped.length > 0 && (
        <ul>
          {would.skipped.slice(0, MOST_SKIPPED).map(({ batch_id: id, requests, message }) => (
            <li key={id}>
              {counted(requests, 'request')} of <ShortId id={id} /> left out: {message}
            </li>
          ))}
          {would.skipped.length > MOST_SKIPPED && <li>and {would.skipped.length - MOST_SKIPPED} batches more</li>}
        </ul>
      )}
    </>
  );
}

const MOST_SKIPPED = 10;

function requestsOf({ batches }: DeadLetterRequeue): number {
  return batches.reduce((sum, { requests }) => sum + requests, 0);
}
