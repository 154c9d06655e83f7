import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { Batch } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { WindowField } from '../../parts/window-field.tsx';

export function CloneDialog({ batch, onClose }: { readonly batch: Batch; onClose(): void }): JSX.Element {
  const [window, setWindow] = useState(batch.completion_window);
  const [idempotencyKey] = useState(() => crypto.randomUUID());
  const act = async (): Promise<void> => {
    const made = await call<Batch>(`v1/batches/${batch.id}/clone`, {
      method: 'POST',
      body: { completion_window: window },
      headers: { 'idempotency-key': `${idempotencyKey}-${window}` },
    });
    announce('The clone is created.');
    go(addressOf(['batches', made.id]));
  };
  return (
    <ConfirmDialog title="Clone this batch?" verb="Create the clone" act={act} onClose={onClose}>
      <p>A new batch on the same input, with the same settings and metadata.</p>
      <WindowField value={window} onInput={setWindow} />
    </ConfirmDialog>
  );
}
