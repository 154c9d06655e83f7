import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { go } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { RequestDetail } from '../../api/request.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';

/** Runs one request again, when it has ended. */
export function RetryRequestButton({ request }: { readonly request: RequestDetail }): JSX.Element | null {
  const [asked, setAsked] = useState(false);
  if (['queued', 'running'].includes(request.status)) return null;
  const act = async (): Promise<void> => {
    await call(`v1/requests/${request.id}/retry`, { method: 'POST' });
    announce('The request runs again.');
    go(addressOf(['batches', request.batch_id]));
  };
  return (
    <>
      <button type="button" onClick={() => setAsked(true)}>
        Run again
      </button>
      {asked && (
        <ConfirmDialog title="Run this request again?" verb="Run again" act={act} onClose={() => setAsked(false)}>
          <p>Its batch is reopened for this one request, and has new files when it has ended.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
