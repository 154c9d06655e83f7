import type { ActReport } from './acts.ts';

/** The page that the trial leaves in the documentation. */
export function poisonPage(reports: readonly ActReport[]): string {
  const rows = reports.map(
    ({ act, named, workers, lines, deaths, answered, givenUp, tookMs }) =>
      `| ${act} | ${workers}, ${named ? 'named' : 'without names'} | ${lines} | ${deaths} | ${answered} | ${givenUp.length} | ${(tookMs / 1_000).toFixed(0)} s |`,
  );
  const said = reports.flatMap(({ act, named, givenUp }) =>
    givenUp.map(
      ({ customId, message }) => `- ${act}, ${named ? 'named' : 'unnamed'} workers, \`${customId}\`: ${message}`,
    ),
  );
  const faults = reports.flatMap(({ act, faults }) => faults.map((fault) => `${act}: ${fault}`));
  return `# Trial: requests that kill, and workers that are killed

\`npm run trial:poison\` writes this page. It runs \`serve\`, \`coordinate\` and \`work\` processes of the spot pool on one
PostgreSQL, each worker with an engine of its own. One request of a batch ends its worker with SIGKILL the moment in which
the engine reads it, each time; one of another batch ends its engine, which is a process, too. What died is started again
at once. In the storms every spot worker is killed without notice every few seconds, and no request
is at fault.

| | workers | requests | deaths | answered | given up | took |
|---|---|---|---|---|---|---|
${rows.join('\n')}

What the error files say of those given up:

${said.join('\n') || '- nothing'}

Workers with a name end the leases of their dead predecessors when they start; those of the others lapse after half a
minute, each time. A request that was alone at a death runs on a dedicated worker if one lives, where nothing preempts it;
where there are only preemptible workers, five deaths in a row are taken for its fault. ${faults.length === 0 ? 'Every promise was kept.' : `Broken: ${faults.join('; ')}.`}
`;
}
