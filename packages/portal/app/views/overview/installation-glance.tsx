import type { FleetNews, FleetPoint, Worker } from '@spillway/api-types';
import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { amountText, counted, countText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { useFleet } from '../../live/use-fleet.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { Facts } from '../../parts/facts.tsx';
import { LivenessNote } from '../../parts/liveness-note.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { readHealth } from '../fleet/read-health.ts';
import { FleetCharts } from './fleet-charts.tsx';

/** For operators: what waits, what works on it, what it costs, and whether all is well. */
export function InstallationGlance(): JSX.Element {
  const fleet = useFleet();
  const health = useLoaded('health', readHealth, { everyMs: 30_000 }).value?.status;
  return (
    <section>
      <div class="section-head">
        <h2>Installation</h2>
        <LivenessNote liveness={fleet.liveness} />
        <a href={addressOf(['fleet'])}>All of it</a>
      </div>
      <WhenLoaded loaded={fleet} what="the fleet">
        {(news) => <Facts of={factsOf(news, health)} />}
      </WhenLoaded>
      <FleetCharts points={fleet.points} />
    </section>
  );
}

function factsOf({ fleet, workers, point }: FleetNews, health: string | undefined) {
  const engines = workers.flatMap((worker) => worker.engines);
  const unwell = engines.filter(({ healthy }) => !healthy).length;
  return {
    Waiting:
      fleet.queue.batches === 0
        ? 'nothing'
        : `${counted(fleet.queue.requests, 'request')} of ${counted(fleet.queue.batches, 'batch', 'batches')}`,
    ...(point && pointFacts(point)),
    ...Object.fromEntries(fleet.pools.map(({ name }) => [`Workers, ${name}`, workersText(workers, name)])),
    Engines: (
      <>
        <StatusBadge status={unwell > 0 ? 'unhealthy' : 'healthy'} /> {countText(engines.length - unwell)} of{' '}
        {countText(engines.length)}
      </>
    ),
    'Database and storage': health && <StatusBadge status={health} />,
  };
}

function pointFacts({ queue_age_seconds: age, pools }: FleetPoint) {
  const all = Object.values(pools);
  return {
    'Oldest waits': age ? spanText(Math.round(age) * 1_000) : undefined,
    Throughput: `${amountText(sum(all.map((pool) => pool.requests_per_second)))} requests/s, ${amountText(sum(all.map((pool) => pool.tokens_per_second)))} tokens/s`,
    Cost: `${amountText(sum(all.map((pool) => pool.cost_per_hour)))} an hour`,
  };
}

function workersText(workers: readonly Worker[], pool: string): string {
  const living = workers.filter((worker) => worker.pool === pool);
  const flight = sum(living.map((worker) => worker.in_flight));
  const capacity = sum(living.map((worker) => worker.capacity));
  return living.length === 0 ? 'none' : `${living.length}, ${flight} of ${capacity} places taken`;
}

function sum(numbers: readonly (number | null)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}
