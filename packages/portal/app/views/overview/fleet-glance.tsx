import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { call } from '../../api/call.ts';
import type { Fleet, Worker } from '../../api/fleet.ts';
import type { Page } from '../../api/page.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { Facts } from '../../parts/facts.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { readHealth } from '../fleet/read-health.ts';

const POLL_MS = 10_000;

/** For operators: whether the installation is well. */
export function FleetGlance(): JSX.Element {
  const loaded = useLoaded(
    'glance',
    async (signal) => {
      const [health, fleet, workers] = await Promise.all([
        readHealth(signal),
        call<Fleet>('v1/fleet', { signal }),
        call<Page<Worker>>('v1/workers', { signal }),
      ]);
      return { health, fleet, workers: workers.data };
    },
    { everyMs: POLL_MS },
  );
  return (
    <section>
      <div class="section-head">
        <h2>Fleet</h2>
        <a href={addressOf(['fleet'])}>All of it</a>
      </div>
      <WhenLoaded loaded={loaded} what="the fleet">
        {({ health, fleet, workers }) => (
          <Facts
            of={{
              'Database and storage': <StatusBadge status={health.status} />,
              Engines: (
                <StatusBadge
                  status={
                    workers.flatMap(({ engines }) => engines).every(({ healthy }) => healthy) ? 'healthy' : 'unhealthy'
                  }
                />
              ),
              ...Object.fromEntries(fleet.pools.map(({ name }) => [`Workers, ${name}`, workersText(workers, name)])),
            }}
          />
        )}
      </WhenLoaded>
    </section>
  );
}

function workersText(workers: readonly Worker[], pool: string): string {
  const living = workers.filter((worker) => worker.pool === pool);
  const [flight, capacity] = [
    sum(living.map(({ in_flight }) => in_flight)),
    sum(living.map((worker) => worker.capacity)),
  ];
  return living.length === 0 ? 'none' : `${living.length}, ${flight} of ${capacity} places taken`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
