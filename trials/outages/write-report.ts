import type { Outage } from './outage.ts';
import type { OutagesReport } from './outages-trial.ts';

/** The page that the trial leaves in the documentation. */
export function outagesPage({ options, tookMs, outages, ended, executions, watch, faults }: OutagesReport): string {
  const completed = ended.filter(({ status }) => status === 'completed').length;
  return `# Trial: a database and a blob storage that go away

\`npm run trial:outages\` writes this page. It runs \`serve\`, \`coordinate\` and two \`work\` processes on a Redis with
\`appendfsync always\` and on a bucket of Ceph. While batches run, Redis is killed with SIGKILL and started again later on its
append-only file; after that nobody reaches S3 for a while. \`/readyz\` is asked all the time, and each batch's counts are compared
with its open shards and settlements. No process is touched.

${options.batches} batches of ${options.lines} lines, ${(tookMs / 1_000).toFixed(0)} s in all.

| away | for | \`/readyz\` meanwhile | ready again after | executions before | begun meanwhile |
|---|---|---|---|---|---|
${outages.map(row).join('\n')}

- ${completed} of ${ended.length} batches completed; each id stands once in its batch's output or errors, in the order of the input.
- ${executions} executions for ${options.batches * options.lines} requests.
- Counts were compared with rows ${watch.compared} times, ${watch.comparedMidway} of them in the midst of a batch; the database was
  away at ${watch.unanswered} polls.
- ${faults.length === 0 ? 'Every promise was kept: no process ended, nothing was lost, nothing ran twice.' : `Broken: ${faults.join('; ')}.`}
`;
}

function row({ what, awayMs, answers, readyAfterMs, executedBefore, executedMeanwhile }: Outage): string {
  const said = Object.entries(answers).map(([status, times]) => `${status} ${times} times`);
  const cells = [
    what,
    `${(awayMs / 1_000).toFixed(1)} s`,
    said.join(', '),
    readyAfterMs === undefined ? 'never' : `${Math.round(readyAfterMs)} ms`,
    executedBefore,
    executedMeanwhile,
  ];
  return `| ${cells.join(' | ')} |`;
}
