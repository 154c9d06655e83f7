import type { AutoscaleReport } from './autoscale-trial.ts';
import { escalation, needAt } from './judge.ts';

/** The page that the trial leaves in the documentation. */
export function autoscalePage(report: AutoscaleReport): string {
  const { options, createdAt, deadlineAt, endedAt, rate, batch, faults } = report;
  const { requests, minutes, spot, dedicated, kills } = options;
  const aloneMs = (requests / (spot * rate)) * 1_000;
  return `# Trial: a fleet that starts from nothing, on a bad day

\`npm run trial:autoscale\` writes this page. It starts \`spillway dev --autoscale\` with up to ${spot} spot and ${dedicated} dedicated
workers and none at first, submits a batch that spot alone would miss, and kills spot workers while it runs: by SIGKILL, as a
machine that vanishes, and by SIGTERM, as one whose cloud gives notice. It reads each decision from the database and works out
anew when dedicated replicas had to be asked for. At the end it looks for processes that stayed, also after the parent of a
fleet was killed by SIGKILL.

${requests} requests, a window of ${minutes} min. One worker does ${rate.toFixed(2)} requests/s, as measured. Spot is at most ${spot} of
them: never killed, and there from the first moment, that would need ${span(aloneMs)}. ${kills} of them were killed.

- ${batch.request_counts.completed} answered and ${batch.request_counts.failed} refused by the engine, as they should be, of ${batch.request_counts.total};
  ended ${span(endedAt - createdAt)} after the order, ${span(deadlineAt - endedAt)} before the deadline.
${needLines(report)}
- ${faults.length === 0 ? 'Everything was as it should be, and no process stayed.' : `Faults: ${faults.join('; ')}.`}

## What the batch's timeline says

| after | kind | |
|---|---|---|
${report.timeline.map(({ at, kind, text }) => `| ${span(at - createdAt)} | ${kind} | ${text} |`).join('\n')}

## What the fleet decided, and what happened to its workers

A worker that died without notice counts as live until it has not been heard of for 15 s.

| after | | spot wanted / live | dedicated wanted / live | open requests |
|---|---|---|---|---|
${rowsOf(report).join('\n')}
`;
}

function needLines({ moments, deadlineAt, createdAt, options }: AutoscaleReport): string {
  const question = { deadlineAt, dedicated: options.dedicated };
  const found = escalation(moments);
  const need = found && needAt(found.at, question);
  const before = found?.before && needAt(found.before, question);
  if (!found || !need) return '- It never escalated.';
  const lines = [
    `- It escalated after ${span(found.at.decidedAt - createdAt)}, with ${span(need.leftMs)} left: ${span(need.workMs)} of work for one replica, margin`,
    `  included, against ${span(need.canMs)} that ${options.dedicated} dedicated replicas would do if they were asked for a tick later.`,
  ];
  if (before)
    lines.push(
      `  One decision earlier it was ${span(before.workMs)} against ${span(before.canMs)}, so it could still wait.`,
    );
  return lines.join('\n');
}

/** Decisions that changed something, and all that happened to workers, by time. */
function rowsOf({ moments, replicas, kills, createdAt }: AutoscaleReport): readonly string[] {
  const rows: { readonly at: number; readonly text: string }[] = [];
  let last = '';
  for (const { decidedAt, openRequests, pools } of moments) {
    const counts = ['spot', 'dedicated'].map((name) => `${pools[name]?.desired ?? 0} / ${pools[name]?.live ?? 0}`);
    if (counts.join() !== last) rows.push({ at: decidedAt, text: ` | ${counts.join(' | ')} | ${openRequests}` });
    last = counts.join();
  }
  for (const { at, pid, signal } of kills)
    rows.push({ at, text: `the trial sends ${signal} to spot worker ${pid} | | |` });
  for (const { pool, pid, startedAt, endedAt, how } of replicas) {
    rows.push({ at: startedAt, text: `${pool} worker ${pid} starts | | |` });
    if (endedAt !== null) rows.push({ at: endedAt, text: `${pool} worker ${pid} ends: ${how} | | |` });
  }
  return rows
    .toSorted((one, other) => one.at - other.at)
    .map(({ at, text }) => `| ${span(at - createdAt)} | ${text.trimStart()} |`);
}

function span(ms: number): string {
  const seconds = ms / 1_000;
  return seconds < 120 ? `${seconds.toFixed(1)} s` : `${(seconds / 60).toFixed(1)} min`;
}
