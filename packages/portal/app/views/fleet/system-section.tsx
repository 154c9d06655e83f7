import type { System, SystemPart } from '@spillway/api-types';
import type { ComponentChildren, JSX } from 'preact';
import { call } from '../../api/call.ts';
import { bytesText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { Facts } from '../../parts/facts.tsx';
import { WhenLoaded } from '../../parts/quiet.tsx';
import { StatusBadge } from '../../parts/status-badge.tsx';
import { Since } from '../../parts/when.tsx';

/** The server that answers, what it stands on, and where else to look. */
export function SystemSection(): JSX.Element {
  const loaded = useLoaded('system', (signal) => call<System>('v1/system', { signal }), { everyMs: 15_000 });
  return (
    <section>
      <h2>System</h2>
      <WhenLoaded loaded={loaded} what="the system">
        {(system) => (
          <>
            <Facts of={factsOf(system)} />
            <Links links={system.links} />
          </>
        )}
      </WhenLoaded>
    </section>
  );
}

function factsOf(system: System) {
  const { database, storage, version, node_version: node, instance, started_at: started, pools } = system;
  const ofWorkers = [...new Set(pools.flatMap(({ versions }) => versions))].toSorted();
  return {
    Database: <Standing of={database} />,
    Storage: <Standing of={storage} />,
    'Free space': storage.free_bytes === null ? undefined : bytesText(storage.free_bytes),
    Version: version,
    'Of the workers': ofWorkers.join(', ') || undefined,
    Node: node,
    Instance: <code class="breakable">{instance}</code>,
    Started: <Since at={started} />,
  } satisfies Readonly<Record<string, ComponentChildren>>;
}

function Standing({ of: { kind, status, latency_ms: latency, detail } }: { readonly of: SystemPart }): JSX.Element {
  return (
    <>
      {kind} <StatusBadge status={status} />
      {latency !== null && ` ${spanText(latency)}`}
      {detail !== null && <span class="hint"> {detail}</span>}
    </>
  );
}

const names: Readonly<Record<string, string>> = {
  grafana: 'Grafana',
  alerts: 'Alerts',
  metrics: 'Metrics',
};

/** Addresses come from the server's settings; only those that a browser opens are links. */
function Links({ links }: { readonly links: System['links'] }): JSX.Element | null {
  const known = Object.entries(links).flatMap(([name, url]) =>
    url !== null && /^https?:/.test(url) ? [{ name, url }] : [],
  );
  if (known.length === 0) return null;
  return (
    <p class="bar-note">
      {known.map(({ name, url }) => (
        <a key={name} href={url} target="_blank" rel="noopener noreferrer">
          {names[name] ?? name}
        </a>
      ))}
    </p>
  );
}
