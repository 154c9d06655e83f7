import { type Places, placeNames } from '../places/place-names.ts';
import type { KillRunReport } from './kill-run-trial.ts';

/** The page that the trial leaves in the documentation. */
export function killRunPage({
  killed,
  paused,
  places,
}: {
  readonly killed: KillRunReport;
  readonly paused: KillRunReport;
  readonly places: Places;
}): string {
  return `# Trial: a run that is killed

\`npm run trial:kill-run\` writes this page, of each mix of \`--store\` and \`--blobs\` one; this is on ${placeNames(places)}.
It runs a file with \`spillway run\` against an instant engine that counts
executions, ends the process with SIGKILL at random moments and starts it again; then once more with a process that
is stopped for longer than its lease. At each of these moments it compares what the engine has executed with what the
database has recorded: only the difference may be executed again.

## Killed

${section(killed)}

## Stopped beyond its lease

${section(paused)}
`;
}

function section(report: KillRunReport): string {
  const { lines, kills, executions, repeats, produced, tookMs, faults } = report;
  const rows = kills.map(
    ({ atMs, executed, unsettled }, at) =>
      `| ${at + 1} | ${(atMs / 1_000).toFixed(1)} s | ${executed} | ${unsettled} |`,
  );
  const unsettled = kills.reduce((sum, kill) => sum + kill.unsettled, 0);
  return `${lines} lines, ${kills.length} times, ${(tookMs / 1_000).toFixed(0)} s in all.

| | at | executed | of these not recorded |
|---|---|---|---|
${rows.join('\n')}

- ${produced.output} lines in the output and ${produced.errors} in the errors: ${produced.faults.length === 0 ? 'each id once, in the order of the input' : produced.faults.join('; ')}.
- ${executions} executions, ${repeats} more than lines; ${unsettled} were allowed.
- ${faults.length === 0 ? 'Every promise was kept.' : `Broken: ${faults.join('; ')}.`}`;
}
