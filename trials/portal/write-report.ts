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

${running.batches} batches of ${running.lines.toLocaleString('en')} requests were in progress on an engine that takes its time, so that what viewers cost is not lost in
the work. ${looks} times PostgreSQL's own account (\`pg_stat_database.active_time\`) was read before and after ${seconds} s, first without anybody
who looks and then with ${options.viewers} open tabs: a third on the overview, a third on the list, a third on a batch each. What was added
is held against the time that went by. Bound: ${percent(bounds.viewersShare)}.

${markdownTable(['look', 'database alone, ms', 'with viewers, ms', 'added, share of the time', 'events'], viewersRows(options, viewers))}

Median share: ${percent(viewersShare(options, viewers))}.
`;
}

/** The greatest p95 of a view. */
export function slowestOpening({ running, ended }: OpeningReport): number {
  const all = [ended, ...(running ? [running.openings] : [])];
  return Math.max(...all.flatMap((openings) => Object.values(openings).map((took) => quantile(took, 0.95))));
}

/** The median of the share of the time that the database spent for viewers. */
export function viewersShare(options: PortalTrialOptions, { alone, looked }: ViewersReport): number {
  const shares = looked.map((span, at) => addedShare(options, alone[at], span));
  return quantile(
    shares.toSorted((left, right) => left - right),
    0.5,
  );
}

function addedShare({ seconds }: PortalTrialOptions, alone: DatabaseSpan | undefined, { allMs }: DatabaseSpan): number {
  return (allMs - (alone?.allMs ?? 0)) / (seconds * 1_000);
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

function viewersRows(options: PortalTrialOptions, { alone, looked }: ViewersReport): string[][] {
  return looked.map((span, at) => [
    String(at + 1),
    (alone[at]?.allMs ?? 0).toFixed(0),
    span.allMs.toFixed(0),
    percent(addedShare(options, alone[at], span)),
    [...span.events].map(([name, count]) => `${count} ${name}`).join(', '),
  ]);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
