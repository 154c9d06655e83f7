import type { FleetPoint } from '@spillway/api-types';
import type { JSX } from 'preact';
import { counted, countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { useFleet } from '../../live/use-fleet.ts';
import { PoolChart } from '../../parts/chart/pool-chart.tsx';
import { TimeChart } from '../../parts/chart/time-chart.tsx';
import { LivenessNote } from '../../parts/liveness-note.tsx';
import { PageView } from '../../parts/page-view.tsx';
import { Empty, WhenLoaded } from '../../parts/quiet.tsx';
import { isOperator } from '../../session/session.ts';
import { EngineTable } from './engine-table.tsx';
import { StandingTable } from './standing-table.tsx';
import { SystemSection } from './system-section.tsx';
import { WorkerTable } from './worker-table.tsx';

/** What the installation consists of, how it goes, and whether it is well. */
export function FleetView(): JSX.Element {
  if (isOperator.value) return <Installation />;
  return (
    <PageView title="Fleet">
      <Empty title="Only operators see the fleet.">Log in with an operator's key.</Empty>
    </PageView>
  );
}

function Installation(): JSX.Element {
  const fleet = useFleet();
  return (
    <PageView title="Fleet" badge={<LivenessNote liveness={fleet.liveness} />}>
      <h2>Pools</h2>
      <WhenLoaded loaded={fleet} what="the fleet">
        {({ fleet: pools, workers }) => <StandingTable fleet={pools} workers={workers} />}
      </WhenLoaded>
      <Charts points={fleet.points} />
      <h2>Workers and engines</h2>
      {fleet.value &&
        (fleet.value.workers.length === 0 ? (
          <Empty title="No worker lives.">
            Start one: <code>spillway work --engine URL</code>. What waits, waits for it.
          </Empty>
        ) : (
          <>
            <WorkerTable caption={counted(fleet.value.workers.length, 'live worker')} workers={fleet.value.workers} />
            <EngineTable workers={fleet.value.workers} />
          </>
        ))}
      <SystemSection />
    </PageView>
  );
}

function Charts({ points }: { readonly points: readonly FleetPoint[] }): JSX.Element | null {
  if (points.length === 0) return null;
  const queue = { at: points.map(({ at }) => at) };
  return (
    <section class="charts" aria-label="Pools and queue over time">
      <PoolChart
        title="Replicas"
        points={points}
        pick={({ live_replicas: live }) => live}
        beside={{ name: 'wanted', pick: ({ desired_replicas: desired }) => desired }}
      />
      <PoolChart
        title="Requests in flight"
        points={points}
        pick={({ in_flight: flight }) => flight}
        beside={{ name: 'places', pick: ({ slots }) => slots }}
        text={countText}
      />
      <PoolChart title="Requests/s" points={points} pick={({ requests_per_second: rate }) => rate} isStacked />
      <PoolChart title="Tokens/s" points={points} pick={({ tokens_per_second: rate }) => rate} isStacked />
      <PoolChart title="Cost an hour" points={points} pick={({ cost_per_hour: cost }) => cost} isStacked />
      <TimeChart
        title="Open requests"
        {...queue}
        series={[{ name: 'open', values: points.map(({ queue_requests: open }) => open) }]}
        text={countText}
      />
      <TimeChart
        title="Age of the oldest batch"
        {...queue}
        series={[{ name: 'age', values: points.map(({ queue_age_seconds: age }) => age) }]}
        text={(seconds) => spanText(Math.round(seconds) * 1_000)}
      />
    </section>
  );
}
