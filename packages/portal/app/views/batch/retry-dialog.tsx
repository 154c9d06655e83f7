import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Batch } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import { counted } from '../../format/amount.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { WindowField } from '../../parts/window-field.tsx';

export interface RetryDialogProps {
  readonly batch: Batch;
  onClose(): void;
  onReopened(): void;
}

export function RetryDialog({ batch, onClose, onReopened }: RetryDialogProps): JSX.Element {
  const [window, setWindow] = useState(batch.completion_window);
  const act = async (): Promise<void> => {
    await call(`v1/batches/${batch.id}/retry`, { method: 'POST', body: { completion_window: window } });
    announce('The batch runs again.');
    onReopened();
  };
  return (
    <ConfirmDialog title="Retry what failed?" verb="Run again" act={act} onClose={onClose}>
      <p>
        {counted(batch.request_counts.failed, 'request')} will run again. When they have ended, the batch has new files;
        those of now stay until they expire.
      </p>
      <WindowField value={window} onInput={setWindow} hint="From now on." />
    </ConfirmDialog>
  );
}
