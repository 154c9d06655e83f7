import type { BulkAction } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { addressOf } from '../../address/route-of.ts';
import { hasStopped } from '../../api/bulk-action.ts';
import { call } from '../../api/call.ts';
import { countText, percentText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { announce } from '../../parts/announcement.tsx';
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { When } from '../../parts/when.tsx';
import { mayWrite } from '../../session/session.ts';
import { countedOf, filterText, nameOfBulk } from './name-of-bulk.ts';
import { ProblemsOfBulk } from './problems-of-bulk.tsx';

/** One bulk action: how far it is, what came of it, and the way to stop it. */
export function BulkActionView({ id }: { readonly id: string }): JSX.Element {
  const [stopped, setStopped] = useState(false);
  const [aborting, setAborting] = useState(false);
  const loaded = useLoaded(
    `bulk action ${id}`,
    async (signal) => {
      const action = await call<BulkAction>(`v1/bulk_actions/${id}`, { signal });
      if (hasStopped(action)) setStopped(true);
      return action;
    },
    stopped ? {} : { everyMs: 1_000 },
  );
  const action = loaded.value;
  const mayAbort = mayWrite.value && action && !hasStopped(action) && action.status !== 'cancelling';
  return (
    <PageView
      title={action ? nameOfBulk(action) : 'Bulk action'}
      badge={action && <StatusBadge status={action.status} />}
      actions={
        <>
          <a class="button" href={addressOf(['bulk-actions'])}>
            All bulk actions
          </a>
          {mayAbort && (
            <button type="button" onClick={() => setAborting(true)}>
              Abort …
            </button>
          )}
        </>
      }
    >
      <WhenLoaded loaded={loaded} what="the bulk action">
        {(shown) => <Progress action={shown} />}
      </WhenLoaded>
      {aborting && <AbortDialog id={id} onDone={loaded.reload} onClose={() => setAborting(false)} />}
    </PageView>
  );
}

function Progress({ action }: { readonly action: BulkAction }): JSX.Element {
  const { matched, done, skipped, failed } = action.counts;
  const share = matched === 0 ? 1 : (done + skipped + failed) / matched;
  return (
    <>
      <section class="standing" aria-label="Progress">
        <p class="standing-numbers">
          <strong>{percentText(share)}</strong> {countText(done + skipped + failed)} of {countedOf(action, matched)}
        </p>
        <div
          class="progress"
          role="progressbar"
          aria-label="Looked at"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.floor(share * 100)}
        >
          <div class="progress-good" style={{ width: `${share * 100}%` }} />
        </div>
        <p class="hint breakable">Of: {filterText(action.filter)}</p>
      </section>
      <Facts
        of={{
          Done: countText(done),
          'Left out': countText(skipped),
          Failed: countText(failed),
          Created: <When at={action.created_at} />,
          Ended: <When at={action.ended_at} />,
        }}
      />
      <ProblemsOfBulk action={action} />
    </>
  );
}

interface AbortDialogProps {
  readonly id: string;
  onDone(): void;
  onClose(): void;
}

function AbortDialog({ id, onDone, onClose }: AbortDialogProps): JSX.Element {
  const act = async (): Promise<void> => {
    await call(`v1/bulk_actions/${id}/cancel`, { method: 'POST' });
    announce('It ends behind the batch that it is at.');
    onDone();
  };
  return (
    <ConfirmDialog title="Abort this bulk action?" verb="Abort" tone="bad" act={act} onClose={onClose}>
      <p>What it has done stays done; the other batches are left as they are.</p>
    </ConfirmDialog>
  );
}
