import type { AutoscaleReport } from '../autoscale/autoscale-trial.ts';
import type { MetricWatch } from './metric-watch.ts';

/** The batch's requests by pool, and the fleet's last hour, as the portal draws them. */
export interface Dashboard {
  readonly progress: { readonly shares: Readonly<Record<string, number>> };
  readonly series: {
    readonly points: readonly {
      readonly pools: Readonly<Record<string, { readonly live_replicas: number; readonly desired_replicas: number }>>;
    }[];
  };
  /** Texts of views of the portal by the names of their pictures. */
  readonly views: ReadonlyMap<string, string>;
}

/** One fact of the storm, as each of those who tell it has it. */
export interface Told {
  readonly fact: string;
  /** Who tells it, and what. */
  readonly by: Readonly<Record<string, number>>;
}

/** Facts that are told in several places. They must be the same everywhere. */
export function storyOf(report: AutoscaleReport, metrics: MetricWatch, dashboard: Dashboard): readonly Told[] {
  const { kills, timeline, batch } = report;
  const events = (kind: string): number => timeline.filter((event) => event.kind === kind).length;
  const killed = (signal: string): number => kills.filter((kill) => kill.signal === signal).length;
  const { shares } = dashboard.progress;
  const byPool = (pool: string): Told => ({
    fact: `requests that ${pool} ended`,
    by: {
      'the portal': shares[pool] ?? 0,
      'the metrics': metrics.last('spillway_pool_requests_total', `pool="${pool}"`),
    },
  });
  return [
    {
      fact: 'spot workers that vanished',
      by: { 'the trial': killed('SIGKILL'), 'the metrics': interruptions(metrics, 'lost') },
    },
    {
      fact: 'spot workers that were given notice',
      by: { 'the trial': killed('SIGTERM'), 'the metrics': interruptions(metrics, 'notice') },
    },
    {
      fact: 'escalations',
      by: { 'the timeline': events('escalated'), 'the metrics': metrics.last('spillway_escalations_total') },
    },
    {
      fact: 'relaxations',
      by: { 'the timeline': events('relaxed'), 'the metrics': metrics.last('spillway_relaxations_total') },
    },
    byPool('spot'),
    byPool('dedicated'),
    {
      fact: 'requests in all',
      by: {
        'the order': batch.request_counts.total,
        'the portal': Object.values(shares).reduce((sum, requests) => sum + requests, 0),
        'the metrics': metrics.last('spillway_requests_ended_total'),
      },
    },
    {
      fact: 'dedicated workers that were wanted at the most',
      by: {
        'the portal': Math.max(
          0,
          ...dashboard.series.points.map(({ pools }) => pools.dedicated?.desired_replicas ?? 0),
        ),
        'the metrics': metrics.greatest('spillway_autoscaler_desired_replicas', 'pool="dedicated"'),
      },
    },
  ];
}

/** Sentences about facts that are not told alike. */
export function contradictions(story: readonly Told[]): readonly string[] {
  return story.filter(({ by }) => new Set(Object.values(by)).size > 1).map(({ fact, by }) => `${fact}: ${tellers(by)}`);
}

/** `the trial 3, the metrics 3`. */
export function tellers(by: Told['by']): string {
  return Object.entries(by)
    .map(([teller, count]) => `${teller} ${count}`)
    .join(', ');
}

function interruptions(metrics: MetricWatch, kind: string): number {
  return metrics.last('spillway_interruptions_total', 'pool="spot"', `kind="${kind}"`);
}
