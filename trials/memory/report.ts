import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { excesses } from './excesses.ts';
import type { MemoryFlags } from './flags.ts';
import { largeLineBytes, type Measurement } from './measure.ts';
import { markdownTable, megabytes, peakRows, thinned } from './tables.ts';

const rows = 20;

const titles = {
  fleet: '`serve`, `coordinate` and `work` as processes of their own',
  dev: '`spillway dev`: everything in one process, the built-in engine included',
  run: '`spillway run --simulate`: everything in one process',
} as const;

/** Writes what was measured as a page. */
export async function writeReport(
  path: string,
  flags: MemoryFlags,
  measurements: readonly Measurement[],
): Promise<void> {
  const page = [intro(flags), ...measurements.map((measurement) => section(flags, measurement))].join('\n\n');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${page}\n`);
}

function intro({ lines, lineBytes, concurrency, boundBytes, installations }: MemoryFlags): string {
  const date = new Date().toISOString().slice(0, 10);
  const command = `npm run trial:memory -- --lines ${lines} --line-bytes ${lineBytes} --as ${installations.join(',')}`;
  return `# Memory stays flat

What \`${command}\` printed on ${date}, with Node ${process.versions.node} on ${availableParallelism()} cores and ${megabytes(totalmem())} MB of memory.

Three files go through real processes on one machine, ${concurrency} requests in flight, on an engine that answers at once:

- one of ${count(lines)} lines, whose output is downloaded and checked line by line: each custom_id once, in order, answered;
- one with a line of ${count(largeLineBytes)} bytes, just under the limit, among 200 good ones: all are answered;
- one that is a single line of ${count(lineBytes)} bytes: its batch fails with \`line_too_long\` at line 1.

Resident memory is VmRSS, read every second; a peak is VmHWM, the most that the kernel ever saw. Megabytes are of a million
bytes. No process of Spillway may exceed ${megabytes(boundBytes)}. PostgreSQL is not bounded here; its processes are one number, with
shared pages counted once (Pss). \`trial\` is the program that uploads, downloads and checks.`;
}

function section({ lines, boundBytes }: MemoryFlags, measurement: Measurement): string {
  const { name, fileBytes, stages, samples } = measurement;
  const names = [...measurement.peaks.keys()];
  const sampled = thinned(samples, rows).map(({ seconds, stage, bytes }) => {
    return [String(seconds), stage, ...names.map((process) => megabytes(bytes[process]))];
  });
  return [
    `## ${titles[name]}`,
    `The long file has ${count(fileBytes)} bytes. ${paceOf(measurement, lines)}`,
    verdictOf(excesses(measurement, boundBytes)),
    markdownTable(['process', 'peak, MB', 'reached during'], peakRows(measurement)),
    markdownTable(
      ['stage', 'seconds'],
      [...stages].map(([stage, seconds]) => [stage, seconds.toFixed(1)]),
    ),
    markdownTable(['at, s', 'stage', ...names.map((process) => `${process}, MB`)], sampled),
  ].join('\n\n');
}

function verdictOf(beyond: readonly string[]): string {
  return beyond.length === 0 ? 'Every process stayed within the bound.' : `Beyond the bound: ${beyond.join('; ')}.`;
}

/** Lines a second from the upload or start to the output, without the check. */
export function paceOf({ stages }: Measurement, lines: number): string {
  const parts = [...stages].filter(([stage]) => stage.startsWith('long file:') && !stage.endsWith('check'));
  const seconds = parts.reduce((sum, [, part]) => sum + part, 0);
  return `Its way through took ${seconds.toFixed(0)} s: ${count(Math.round(lines / seconds))} lines/s.`;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
