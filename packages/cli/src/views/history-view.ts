import type { BatchReport } from '@spillway/api-types';
import { formatDuration } from '../flags/duration.ts';
import { formatCount } from '../terminal/amount.ts';
import { relativeTime } from '../terminal/instant.ts';
import type { ListView } from './list-view.ts';

export function historyView(nowMs: number): ListView<BatchReport> {
  return {
    columns: [
      { title: 'BATCH' },
      { title: 'ENDED AS', least: 8 },
      { title: 'ENDED', dispensable: 3 },
      { title: 'DEADLINE', least: 8 },
      { title: 'IN TIME', align: 'right', dispensable: 0 },
      { title: 'WAIT', align: 'right', dispensable: 2 },
      { title: 'ATTEMPTS', align: 'right', dispensable: 5 },
      { title: 'COST', dispensable: 1 },
      { title: 'TENANT', least: 6, dispensable: 4 },
    ],
    cellsOf: (report) => cellsOf(report, nowMs),
    recordOf: (report) => ({ event: 'report', ...report }),
    none: 'No batch has ended that is still known of.',
  };
}

const deadlines = { met: 'kept', violated: 'missed', none: '-' } as const;

function cellsOf(report: BatchReport, nowMs: number): string[] {
  const { requests, queue_wait_seconds: waits, attempts } = report;
  const counted = requests.sla_met + requests.sla_violated;
  return [
    report.revision === 1 ? report.batch_id : `${report.batch_id} (${report.revision})`,
    report.status,
    relativeTime(report.ended_at * 1_000, nowMs),
    deadlines[report.sla],
    counted === 0 ? '-' : `${formatCount(requests.sla_met)}/${formatCount(counted)}`,
    waits.count === 0 ? '-' : formatDuration((waits.sum / waits.count) * 1_000),
    attempts.count === 0 ? '-' : (attempts.sum / attempts.count).toFixed(2),
    costText(report.pools),
    report.tenant,
  ];
}

/** By pool; of all its models together, unless one of them was never measured. */
function costText(pools: BatchReport['pools']): string {
  const named = [...Map.groupBy(pools, ({ pool }) => pool)].map(([pool, own]) => {
    const cost = own.reduce<number | null>(
      (sum, one) => (sum === null || one.cost === null ? null : sum + one.cost),
      0,
    );
    return `${pool} ${cost === null ? '?' : Number(cost.toPrecision(3))}`;
  });
  return named.join(', ') || '-';
}
