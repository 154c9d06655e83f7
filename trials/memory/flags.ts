import { parseArgs } from 'node:util';

/** The ways to run Spillway that can be measured. */
export const installations = ['fleet', 'dev', 'run'] as const;
export type InstallationName = (typeof installations)[number];

export interface MemoryTrialOptions {
  readonly lines: number;
  readonly lineBytes: number;
  readonly concurrency: number;
  readonly installations: readonly InstallationName[];
  /** Resident bytes that no process of Spillway may exceed. */
  readonly boundBytes: number;
}

export interface MemoryFlags extends MemoryTrialOptions {
  /** Where the report goes. */
  readonly report: string | undefined;
}

export const usage: string = `Usage: npm run trial:memory -- [flags]

Runs a file of many lines, a file with one giant line and a file with one large good line through real processes and
samples the resident memory of each every second. Ends with 1 when a process exceeds the bound or a file comes out wrong.

  --lines N          lines of the long file (1000000)
  --line-bytes N     bytes of the giant line (1000000000)
  --concurrency N    requests in flight (256)
  --as LIST          what to measure, of fleet, dev and run (fleet)
  --bound-bytes N    resident bytes allowed to each process (300000000)
  --report FILE      where the report goes (docs/trials/memory.md); "none" writes none
`;

/** Throws for flags that it does not know. */
export function parseMemoryFlags(args: readonly string[]): MemoryFlags | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lines: { type: 'string', default: '1000000' },
      'line-bytes': { type: 'string', default: '1000000000' },
      concurrency: { type: 'string', default: '256' },
      as: { type: 'string', default: 'fleet' },
      'bound-bytes': { type: 'string', default: '300000000' },
      report: { type: 'string', default: 'docs/trials/memory.md' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    lines: countOf('--lines', values.lines),
    lineBytes: countOf('--line-bytes', values['line-bytes']),
    concurrency: countOf('--concurrency', values.concurrency),
    installations: values.as.split(',').map(installationOf),
    boundBytes: countOf('--bound-bytes', values['bound-bytes']),
    report: values.report === 'none' ? undefined : values.report,
  };
}

function countOf(flag: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1) throw new Error(`${flag} needs a whole number above 0, not "${text}"`);
  return count;
}

function installationOf(text: string): InstallationName {
  const found = installations.find((name) => name === text);
  if (!found) throw new Error(`--as needs names of ${installations.join(', ')}, not "${text}"`);
  return found;
}
