import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type FollowedBatch, useBatch } from '../../live/use-batch.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Failure } from '../../parts/failure.tsx';
import { LivenessNote } from '../../parts/liveness-note.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Loading } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { BatchActions } from './batch-actions.tsx';
import { BatchOverview } from './batch-overview.tsx';
import { BatchResults } from './batch-results.tsx';
import { RequestTable } from './request-table.tsx';
import { Timeline } from './timeline.tsx';

const parts = [
  ['overview', 'Overview'],
  ['requests', 'Requests'],
  ['results', 'Results'],
  ['timeline', 'Timeline'],
] as const;

/** One batch, as it goes on. */
export function BatchView({ id, part }: { readonly id: string; readonly part: string }): JSX.Element {
  const followed = useBatch(id);
  const { batch, failure, liveness, refollow } = followed;
  return (
    <PageView
      title={batch?.metadata?.name ?? 'Batch'}
      badge={batch && <StatusBadge status={batch.status} />}
      actions={batch && <BatchActions batch={batch} onReopened={refollow} />}
    >
      <p class="subtitle">
        <code>{id}</code> <CopyButton text={id} what="the id of the batch" /> <LivenessNote liveness={liveness} />
      </p>
      {failure !== undefined && <Failure failure={failure} retry={refollow} />}
      {(batch || failure === undefined) && <PartTabs id={id} part={part} />}
      {batch ? (
        <Part part={part} followed={followed} batch={batch} />
      ) : (
        failure === undefined && <Loading what="the batch" />
      )}
    </PageView>
  );
}

function PartTabs({ id, part }: { readonly id: string; readonly part: string }): JSX.Element {
  const tabs = parts.map(([name, title]) => ({
    title,
    to: addressOf(['batches', id, ...(name === 'overview' ? [] : [name])]),
    isCurrent: name === part,
  }));
  return <Tabs label="Parts of the batch" tabs={tabs} />;
}

interface PartProps {
  readonly part: string;
  readonly followed: FollowedBatch;
  readonly batch: NonNullable<FollowedBatch['batch']>;
}

function Part({ part, followed, batch }: PartProps): JSX.Element {
  if (part === 'requests') return <RequestTable batch={batch} />;
  if (part === 'results') return <BatchResults batch={batch} />;
  if (part === 'timeline') return <Timeline events={followed.events} />;
  return <BatchOverview batch={batch} events={followed.events} />;
}
