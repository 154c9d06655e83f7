import type { JSX } from 'preact';
import { PageView } from '../../parts/page-view.tsx';
import { Empty } from '../../parts/quiet.tsx';
import { AccessView } from '../access/access-view.tsx';
import { BatchView } from '../batch/batch-view.tsx';
import { RequestView } from '../batch/request-view.tsx';
import { BatchesView } from '../batches/batches-view.tsx';
import { BulkActionView } from '../bulk-actions/bulk-action-view.tsx';
import { BulkActionsView } from '../bulk-actions/bulk-actions-view.tsx';
import { CreateView } from '../create/create-view.tsx';
import { DeadLettersView } from '../dead-letters/dead-letters-view.tsx';
import { FilesView } from '../files/files-view.tsx';
import { FleetView } from '../fleet/fleet-view.tsx';
import { HistoryView } from '../history/history-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';

const views: ReadonlyMap<string, () => JSX.Element> = new Map([
  ['', () => <OverviewView />],
  ['batches', () => <BatchesView />],
  ['bulk-actions', () => <BulkActionsView />],
  ['create', () => <CreateView />],
  ['dead-letters', () => <DeadLettersView />],
  ['files', () => <FilesView />],
  ['history', () => <HistoryView />],
  ['fleet', () => <FleetView />],
  ['access', () => <AccessView />],
]);

/** The view that an address names. */
export function viewOf([place = '', id, part]: readonly string[]): JSX.Element {
  if (place === 'batches' && id !== undefined) return <BatchView key={id} id={id} part={part ?? 'overview'} />;
  if (place === 'requests' && id !== undefined) return <RequestView key={id} id={id} />;
  if (place === 'bulk-actions' && id !== undefined) return <BulkActionView key={id} id={id} />;
  return views.get(place)?.() ?? <Unknown />;
}

function Unknown(): JSX.Element {
  return (
    <PageView title="Nothing here">
      <Empty title="No view has this address.">
        <a href="#/">To the overview</a>
      </Empty>
    </PageView>
  );
}
