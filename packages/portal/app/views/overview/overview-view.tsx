import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type Batch, hasEnded } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import type { Page } from '../../api/page.ts';
import type { BatchReport } from '../../api/report.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { isOperator, mayWrite } from '../../session/session.ts';
import { BatchTable } from '../batches/batch-table.tsx';
import { FleetGlance } from './fleet-glance.tsx';
import { OverviewNumbers } from './overview-numbers.tsx';

const NEWEST = 100;
const RECENT = 8;

/** How things are, at a glance. */
export function OverviewView(): JSX.Element {
  const batches = useLoaded(
    'newest',
    (signal) => call<Page<Batch>>('v1/batches', { query: { limit: NEWEST }, signal }),
    { everyMs: 5_000 },
  );
  const reports = useLoaded(
    'reports',
    (signal) => call<Page<BatchReport>>('v1/history', { query: { limit: NEWEST }, signal }),
    { everyMs: 15_000 },
  );
  return (
    <PageView
      title="Overview"
      actions={
        mayWrite.value && (
          <a class="button primary" href={addressOf(['create'])}>
            Create a batch
          </a>
        )
      }
    >
      <WhenLoaded loaded={batches} what="batches">
        {({ data, has_more: more }) => (
          <>
            <OverviewNumbers batches={data} reports={reports.value?.data ?? []} isAll={!more} />
            <Running batches={data.filter((batch) => !hasEnded(batch))} />
            <h2>Recent batches</h2>
            {data.length === 0 ? (
              <Empty title="No batches yet.">
                {mayWrite.value && <a href={addressOf(['create'])}>Create the first one from a JSONL file</a>}
              </Empty>
            ) : (
              <BatchTable caption="Recent batches" batches={data.slice(0, RECENT)} />
            )}
          </>
        )}
      </WhenLoaded>
      {isOperator.value && <FleetGlance />}
    </PageView>
  );
}

/** Those that will be late first, then by their deadlines. */
function Running({ batches }: { readonly batches: readonly Batch[] }): JSX.Element {
  const order = (batch: Batch): number => (batch.estimate?.on_time === false ? 0 : 1);
  const sorted = batches.toSorted((left, right) => order(left) - order(right) || left.expires_at - right.expires_at);
  return (
    <>
      <h2>Running</h2>
      {sorted.length === 0 ? (
        <Empty title="Nothing runs." />
      ) : (
        <BatchTable caption="Running batches, the most pressing first" batches={sorted} />
      )}
    </>
  );
}
