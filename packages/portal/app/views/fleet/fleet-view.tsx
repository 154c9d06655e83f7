import type { JSX } from 'preact';
import { call } from '../../api/call.ts';
import type { Fleet, Worker } from '../../api/fleet.ts';
import type { Page } from '../../api/page.ts';
import { counted, countText } from '../../format/amount.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { Facts } from '../../parts/facts.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { caller, isOperator } from '../../session/session.ts';
import { EngineTable } from './engine-table.tsx';
import { readHealth } from './read-health.ts';
import { StandingTable } from './standing-table.tsx';
import { WorkerTable } from './worker-table.tsx';

const POLL_MS = 5_000;

/** What the installation consists of, and whether it is well. */
export function FleetView(): JSX.Element {
  return (
    <PageView title="Fleet">
      {isOperator.value ? (
        <Installation />
      ) : (
        <Empty title="Only operators see the fleet.">Log in with an operator's key.</Empty>
      )}
    </PageView>
  );
}

function Installation(): JSX.Element {
  const health = useLoaded('health', readHealth, { everyMs: POLL_MS });
  const fleet = useLoaded('fleet', (signal) => call<Fleet>('v1/fleet', { signal }), { everyMs: POLL_MS });
  const workers = useLoaded('workers', (signal) => call<Page<Worker>>('v1/workers', { signal }), { everyMs: POLL_MS });
  return (
    <>
      <WhenLoaded loaded={health} what="health">
        {({ status, reason }) => (
          <Facts
            of={{
              'Database and storage': (
                <>
                  <StatusBadge status={status} /> {reason}
                </>
              ),
              Server: caller.value?.version,
              'Waiting batches': fleet.value && countText(fleet.value.queue.batches),
              'Open requests': fleet.value && countText(fleet.value.queue.requests),
            }}
          />
        )}
      </WhenLoaded>
      <h2>Pools</h2>
      <WhenLoaded loaded={fleet} what="the fleet">
        {(value) => <StandingTable fleet={value} workers={workers.value?.data ?? []} />}
      </WhenLoaded>
      <h2>Workers and engines</h2>
      <WhenLoaded loaded={workers} what="workers">
        {({ data }) =>
          data.length === 0 ? (
            <Empty title="No worker lives.">
              Start one: <code>spillway work --engine URL</code>. What waits, waits for it.
            </Empty>
          ) : (
            <>
              <WorkerTable caption={counted(data.length, 'live worker')} workers={data} />
              <EngineTable workers={data} />
            </>
          )
        }
      </WhenLoaded>
    </>
  );
}
