import type { BatchReport } from '@spillway/api-types';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { go, route } from '../../address/route.ts';
import { addressOf } from '../../address/route-of.ts';
import type { Batch } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import { sleep } from '../../live/clock.ts';
import { useBatchPage } from '../../live/use-batch-page.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { useOutlooks } from '../../live/use-outlooks.ts';
import { LivenessNote } from '../../parts/liveness-note.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { caller, isOperator, mayWrite, tenant } from '../../session/session.ts';
import { BatchTable } from '../batches/batch-table.tsx';
import { NoBatches } from '../batches/no-batches.tsx';
import { InstallationGlance } from './installation-glance.tsx';
import { OverviewNumbers } from './overview-numbers.tsx';
import { RunningTable } from './running-table.tsx';

const MOST_RUNNING = 100;
const RECENT = 8;
const RUNNING = 'validating,in_progress,finalizing,cancelling';

/** How things are: for operators in the whole installation, for others in their tenant. */
export function OverviewView(): JSX.Element {
  // An operator who acts for a tenant wants to see what it sees.
  const mayAll = isOperator.value && tenant.value === null;
  const all = mayAll && route.value.query.all_tenants !== 'false';
  const ofAll = all ? { all_tenants: 'true' } : {};
  const running = useBatchPage({ ...ofAll, status: RUNNING, order: 'deadline', limit: MOST_RUNNING });
  const recent = useLoaded(
    `recent ${all}`,
    (signal) => call<Page<Batch>>('v1/batches', { query: { ...ofAll, limit: RECENT }, signal }),
    { everyMs: 30_000 },
  );
  const outlooks = useOutlooks({ ofAllTenants: all });
  useWhenOthersRun(running.value, [recent.reload, outlooks.reload]);
  const forecast = outlooks.value;
  const of = mayAll && !all ? caller.value?.tenant : undefined;
  const reports = useLoaded(`reports ${of}`, (signal) => readReports(of, signal), { everyMs: 30_000 }).value?.data;
  return (
    <PageView title="Overview" badge={<LivenessNote liveness={running.liveness} />} actions={<QuickActions />}>
      {mayAll && <TenantsChoice all={all} />}
      <WhenLoaded loaded={running} what="running batches">
        {(page) => <OverviewNumbers running={page} outlooks={forecast} reports={reports ?? []} />}
      </WhenLoaded>
      {isOperator.value && <InstallationGlance />}
      {running.value && <h2>Running</h2>}
      {running.value &&
        (running.value.data.length === 0 ? (
          <Empty title="Nothing runs." />
        ) : (
          <RunningTable batches={running.value.data} outlooks={forecast} isOfAllTenants={all} />
        ))}
      <h2>Recent batches</h2>
      <WhenLoaded loaded={recent} what="batches">
        {({ data }) =>
          data.length === 0 ? (
            <NoBatches isLater={false} isFiltered={false} />
          ) : (
            <BatchTable
              caption="Recent batches"
              batches={asTheyRun(data, running.value?.data)}
              outlooks={forecast}
              isOfAllTenants={all}
            />
          )
        }
      </WhenLoaded>
    </PageView>
  );
}

/** Where batches come and go all the time, what is under way must come to its end. */
const SETTLE_MS = 700;

/** Calls once others run than before, and no more of them came or went for a moment. */
function useWhenOthersRun(running: Page<Batch> | undefined, calls: readonly (() => void)[]): void {
  const ids = running && String(running.data.map(({ id }) => id).toSorted());
  const before = useRef(ids);
  useEffect(() => {
    const isFirst = before.current === undefined;
    before.current = ids;
    if (isFirst) return;
    const gone = new AbortController();
    void sleep(SETTLE_MS, gone.signal).then(() => {
      if (!gone.signal.aborted) for (const call of calls) call();
    });
    return () => gone.abort();
  }, [ids]);
}

/** What runs is known better. */
function asTheyRun(batches: readonly Batch[], running: readonly Batch[] = []): readonly Batch[] {
  const live = new Map(running.map((batch) => [batch.id, batch]));
  return batches.map((batch) => live.get(batch.id) ?? batch);
}

/** Operators are told of all tenants unless they name one. */
function readReports(of: string | undefined, signal: AbortSignal): Promise<Page<BatchReport>> {
  return call('v1/history', { query: { tenant: of, limit: 100 }, signal });
}

function QuickActions(): JSX.Element {
  return (
    <>
      <a class="button" href={addressOf(['dead-letters'])}>
        Dead letters
      </a>
      {mayWrite.value && (
        <a class="button primary" href={addressOf(['create'])}>
          Create a batch
        </a>
      )}
    </>
  );
}

function TenantsChoice({ all }: { readonly all: boolean }): JSX.Element {
  return (
    <label class="tick">
      <input
        type="checkbox"
        checked={all}
        onChange={({ currentTarget }) => go(addressOf([], currentTarget.checked ? {} : { all_tenants: 'false' }))}
      />
      Batches of all tenants
    </label>
  );
}
