import type { JSX } from 'preact';
import type { Batch } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import { counted } from '../../format/amount.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { isOperator } from '../../session/session.ts';

export function CancelDialog({ batch, onClose }: { readonly batch: Batch; onClose(): void }): JSX.Element {
  const { total, completed, failed } = batch.request_counts;
  const act = async (): Promise<void> => {
    // An operator may see it among those of all tenants.
    const headers = isOperator.value ? { 'spillway-tenant': batch.tenant } : {};
    await call(`v1/batches/${batch.id}/cancel`, { method: 'POST', headers });
    announce('The batch is being cancelled.');
  };
  return (
    <ConfirmDialog title="Cancel this batch?" verb="Cancel the batch" tone="bad" act={act} onClose={onClose}>
      <p class="breakable">
        <strong>{batch.metadata?.name ?? 'Batch'}</strong> <code>{batch.id}</code>
      </p>
      <p>
        {counted(total - completed - failed, 'request')} will not be run. What is finished is kept and can be
        downloaded.
      </p>
    </ConfirmDialog>
  );
}
