import { availableParallelism } from 'node:os';
import { markdownTable } from '../memory/tables.ts';
import { quantile } from '../wire/quantile.ts';
import { type OpenedView, type Openings, openedViews } from './opened-views.ts';
import type { DatabaseSpan, OpeningReport, PortalTrialOptions, ViewersReport } from './portal-trial.ts';

/** What was asked of the portal. */
export const bounds = { openedMs: 300, viewersShare: 0.02 } as const;

/** The page that the trial leaves in the documentation. */
export function portalPage(options: PortalTrialOptions, opening: OpeningReport, viewers: ViewersReport): string {
  const { lines, times, running, seconds, looks } = options;
  return `# Trial: the portal over a large batch, and under many eyes

What \`npm run trial:portal\` saw on ${new Date().toISOString().slice(0, 10)}, with Node ${process.versions.node} on ${availableParallelism()} cores that two servers, a coordinator, a worker, the
engine, embedded PostgreSQL and the clients share.

## Opening a batch of ${lines.toLocaleString('en')} requests

Each view was opened ${times} times: all calls that the portal makes for it at once, from the first byte sent to the last one
read, which is more than the time that the server took. Bound: p95 under ${bounds.openedMs} ms.

${markdownTable(['view', 'calls', 'while', 'p50, ms', 'p95, ms', 'longest, ms'], openingRows(opening))}

## ${options.viewers} viewers

${running.batches} batches of ${running.lines.toLocaleString('en')} requests ran. ${looks} times the database was watched for ${seconds} s, first without anybody who looks and then with
${options.viewers} open tabs: a third on the overview, a third on the list, a third on a batch each. Those who look have a server of
their own, so that its waiting for the store is all theirs: it is held against the time that PostgreSQL spent on
statements of everybody (\`pg_stat_database.active_time\`), which leaves the way between them to the viewers' account.
Bound: ${percent(bounds.viewersShare)}.

${markdownTable(['look', 'database alone, ms', 'with viewers, ms', 'for viewers, ms', 'share', 'events'], viewersRows(viewers))}

Median share: ${percent(viewersShare(viewers))}.
`;
}

/** The greatest p95 of a view. */
export function slowestOpening({ running, ended }: OpeningReport): number {
  const all = [ended, ...(running ? [running.openings] : [])];
  return Math.max(...all.flatMap((openings) => Object.values(openings).map((took) => quantile(took, 0.95))));
}

/** The median of the share of the database's time that viewers took. */
export function viewersShare({ looked }: ViewersReport): number {
  return quantile(
    looked.map(shareOf).toSorted((left, right) => left - right),
    0.5,
  );
}

function shareOf({ allMs, viewersMs }: DatabaseSpan): number {
  return viewersMs / allMs;
}

function openingRows({ running, ended }: OpeningReport): string[][] {
  const rows = (when: string, openings: Openings): string[][] =>
    (Object.keys(openedViews) as OpenedView[]).map((view) => {
      const took = openings[view];
      const at = (share: number): string => quantile(took, share).toFixed(0);
      return [view, String(openedViews[view].length), when, at(0.5), at(0.95), (took.at(-1) ?? 0).toFixed(0)];
    });
  const midway = running ? rows(`${running.ended.toLocaleString('en')} had ended`, running.openings) : [];
  return [...midway, ...rows('it had ended', ended)];
}

function viewersRows({ alone, looked }: ViewersReport): string[][] {
  return looked.map((span, at) => [
    String(at + 1),
    (alone[at]?.allMs ?? 0).toFixed(0),
    span.allMs.toFixed(0),
    span.viewersMs.toFixed(0),
    percent(shareOf(span)),
    [...span.events].map(([name, count]) => `${count} ${name}`).join(', '),
  ]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
