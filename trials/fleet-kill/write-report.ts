import { placeNames } from '../places/place-names.ts';
import type { FleetKillReport } from './fleet-kill-trial.ts';

const restarts = { postgres: 'restarts the database', redis: 'kills the database with SIGKILL and starts it again' };
const compares = {
  postgres: "reads each batch's counts and the rows of the view `batch_requests` in one snapshot and compares them",
  redis:
    "reads each batch's counts, its open shards and its settlements, and its counts again, and compares them where the counts " +
    'stayed the same meanwhile',
};

/** The page that the trial leaves in the documentation. */
export function fleetKillPage({
  options,
  tookMs,
  kills,
  exits,
  ended,
  executions,
  watch,
  faults,
}: FleetKillReport): string {
  const places = options.places ?? { store: 'postgres', blobs: 'file' };
  const requests = options.batches * options.lines;
  const rows = [...kills].map(([name, count]) => `| ${name} | ${count} | ${exits.get(name)?.code} |`);
  const completed = ended.filter(({ status }) => status === 'completed').length;
  return `# Trial: a deployment whose processes are killed

\`npm run trial:fleet-kill\` writes this page, of each mix of \`--store\` and \`--blobs\` one; this is on ${placeNames(places)}.
It runs \`serve\`, \`coordinate\` and two \`work\` processes on one database, kills each of them with SIGKILL at random moments and
starts it again while batches run, and ${restarts[places.store]} once. All the time it ${compares[places.store]}.

${options.batches} batches of ${options.lines} lines, ${(tookMs / 1_000).toFixed(0)} s in all.

| process | killed | exit code when it was told to end |
|---|---|---|
${rows.join('\n')}

- ${completed} of ${ended.length} batches completed; each id stands once in its batch's output or errors, in the order of the input.
- ${executions} executions for ${requests} requests.
- Counts were compared with rows ${watch.compared} times, ${watch.comparedMidway} of them in the midst of a batch; the database was
  away at ${watch.unanswered} polls.
- ${faults.length === 0 ? 'Every promise was kept.' : `Broken: ${faults.join('; ')}.`}
`;
}
