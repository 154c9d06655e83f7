import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Batch, hasEnded } from '../../api/batch.ts';
import { FileDownloadButton } from '../../parts/download-button.tsx';
import { mayWrite } from '../../session/session.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { CloneDialog } from './clone-dialog.tsx';
import { RetryDialog } from './retry-dialog.tsx';

export interface BatchActionsProps {
  readonly batch: Batch;
  /** Told when it runs again. */
  onReopened(): void;
}

type Asked = 'cancel' | 'clone' | 'retry';

/** What can be done with the batch as it stands. */
export function BatchActions({ batch, onReopened }: BatchActionsProps): JSX.Element {
  const [asked, setAsked] = useState<Asked>();
  const { id, status, output_file_id: output, error_file_id: errors, request_counts: counts } = batch;
  const close = (): void => setAsked(undefined);
  const canRetry = hasEnded(batch) && counts.failed > 0;
  const button = (act: Asked, verb: string): JSX.Element => (
    <button type="button" onClick={() => setAsked(act)}>
      {verb}
    </button>
  );
  return (
    <>
      {output !== null && (
        <FileDownloadButton fileId={output} name={`${id}-output.jsonl`}>
          Download output
        </FileDownloadButton>
      )}
      {errors !== null && (
        <FileDownloadButton fileId={errors} name={`${id}-errors.jsonl`}>
          Download errors
        </FileDownloadButton>
      )}
      {mayWrite.value && (
        <>
          {canRetry && button('retry', 'Retry failed')}
          {button('clone', 'Clone')}
          {!hasEnded(batch) && status !== 'cancelling' && button('cancel', 'Cancel')}
        </>
      )}
      {asked === 'cancel' && <CancelDialog batch={batch} onClose={close} />}
      {asked === 'clone' && <CloneDialog batch={batch} onClose={close} />}
      {asked === 'retry' && <RetryDialog batch={batch} onClose={close} onReopened={onReopened} />}
    </>
  );
}
