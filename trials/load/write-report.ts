import { availableParallelism } from 'node:os';
import { markdownTable, megabytes } from '../memory/tables.ts';
import { quantile } from '../wire/quantile.ts';
import { type LoadOptions, type LoadPhase, type PhaseName, phases } from './load-trial.ts';

/** The page that the trial leaves in the documentation: medians of the runs. */
export function loadPage(options: LoadOptions, runs: readonly (readonly LoadPhase[])[]): string {
  const date = new Date().toISOString().slice(0, 10);
  const { uploads, uploadBytes, pollers, pollEveryMs, seconds } = options;
  const errors = runs.flat().flatMap(({ logs }) => logs.flatMap((log) => log.errors));
  return `# Trial: many clients at once

What \`npm run trial:load\` saw on ${date}, with Node ${process.versions.node} on ${availableParallelism()} cores that the server, its embedded
PostgreSQL, the built-in engine and the clients share: medians of ${runs.length} runs.

One \`spillway dev\` works on 20 batches of 2,000 requests. Clients in processes of their own load it in three phases:

- polling: ${pollers.toLocaleString('en')} clients, each with a connection of its own, call every ${pollEveryMs} ms, for their batch and for the list of 20 in turns, for ${seconds} s;
- uploads: ${uploads} files of ${uploadBytes.toLocaleString('en')} bytes at the same time;
- both together.

${errors.length === 0 ? 'No call failed.' : `${errors.length} calls failed: ${[...new Set(errors)].slice(0, 5).join('; ')}.`}

## What the clients saw

${markdownTable(
  ['phase', 'route', 'calls', 'calls/s', 'p50, ms', 'p99, ms', 'longest, ms', 'errors'],
  phases.flatMap((name) => routeRows(name, runs)),
)}

## What it cost

Memory is resident memory of the server process; processor time is that of the phase for each of its calls, an upload
being one; the server's own includes the work on the batches. The last two columns are shares of the phase: how long the
server ran, on all its threads, and how long its main thread could have run and stood in line for a core behind
everything else on the machine.

${markdownTable(
  [
    'phase',
    'memory before, MB',
    'memory at the most, MB',
    'server, ms a call',
    'PostgreSQL, ms a call',
    'clients, ms a call',
    'server runs, cores',
    'server waits for a core',
  ],
  phases.map((name) => costRow(name, runs)),
)}

## What the time goes to

Profiles of the server's thread (\`--cpu-prof\`, 300 clients without pause, then 200 uploads, on 2026-11-21). Polling: 41 %
in the system call that writes to sockets, two thirds of it questions to PostgreSQL; 17 % garbage collection, 12 % reading
the rows. Uploads: 22 % writing to the disk, 21 % garbage collection, 9 % the digest. At 0.65 ms a call one core answers
about 1,500 calls/s; where the last column is not near zero, the times above are those of a machine that others use.
`;
}

type Runs = readonly (readonly LoadPhase[])[];

function routeRows(name: PhaseName, runs: Runs): string[][] {
  const performed = performedAs(name, runs);
  const routes = performed[0]?.logs.map(({ route }) => route) ?? [];
  return routes.map((route) => {
    const logs = performed.map((phase) => ({ ...phase, log: phase.logs.find((log) => log.route === route) }));
    const took = logs.map(({ log }) => (log?.tookMs ?? []).toSorted((left, right) => left - right));
    const at = (share: number): string => median(took.map((times) => quantile(times, share))).toFixed(0);
    const calls = median(took.map(({ length }) => length));
    const rate = median(logs.map(({ log, seconds }) => (log?.tookMs.length ?? 0) / seconds));
    const errors = logs.reduce((sum, { log }) => sum + (log?.errors.length ?? 0), 0);
    return [
      name,
      `\`${route}\``,
      calls.toLocaleString('en'),
      rate.toFixed(0),
      at(0.5),
      at(0.99),
      at(1),
      String(errors),
    ];
  });
}

function costRow(name: PhaseName, runs: Runs): string[] {
  const performed = performedAs(name, runs);
  const each = (of: 'server' | 'postgres' | 'generators'): string => {
    return median(performed.map((phase) => (phase.cpuSeconds[of] * 1_000) / callsOf(phase))).toFixed(2);
  };
  const memory = (of: 'before' | 'peak'): string => megabytes(median(performed.map((phase) => phase.memory[of])));
  const busy = median(performed.map(({ cpuSeconds, seconds }) => cpuSeconds.server / seconds)).toFixed(2);
  const waited = median(performed.map(({ waitedSeconds, seconds }) => waitedSeconds / seconds)).toFixed(2);
  return [name, memory('before'), memory('peak'), each('server'), each('postgres'), each('generators'), busy, waited];
}

function performedAs(name: PhaseName, runs: Runs): LoadPhase[] {
  return runs.flat().filter((phase) => phase.name === name);
}

function callsOf({ logs }: LoadPhase): number {
  return logs.reduce((sum, { tookMs }) => sum + tookMs.length, 0);
}

function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((left, right) => left - right),
    0.5,
  );
}
