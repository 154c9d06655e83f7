import { type Clock, systemClock, version } from '@spillway/core';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { type LogRecord, openJsonLog } from './log/json-log.ts';
import { complaintOf } from './terminal/complaint.ts';
import { type Interruption, watchInterruption } from './terminal/interruption.ts';
import { createOutput, type EventRecord, type Output, type OutputOptions, type TextStream } from './terminal/output.ts';
import { type NamedFamily, nameVerb } from './verbs/catalogue.ts';
import { familyHelp, overview, unknownVerb } from './verbs/overview.ts';
import type { PreparedVerb, Verb } from './verbs/verb.ts';

/** What the command needs of its process. */
export interface CommandProcess {
  /** Environment variables by their names; `SPILLWAY_*` ones are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly clock?: Clock;
  /** The program and its first arguments that are this command, for `dev --autoscale`, which starts it again. */
  readonly self?: readonly string[];
  /** Asks whoever sits at the terminal for a yes; undefined where nobody does. */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** Ends the process at once. */
  readonly exit: (code: ExitCode) => void;
}

/** Runs one command line and answers its exit code. Never throws. */
export async function runCommandLine(args: readonly string[], host: CommandProcess): Promise<ExitCode> {
  const [name, ...rest] = args;
  const plain = createOutput({ ...host, json: rest.includes('--json') });
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return printHelp(rest, host, name);
  if (name === '--version' || name === 'version') {
    plain.event({ event: 'version', version }, version);
    return exitCodes.ok;
  }
  const named = nameVerb(args);
  if (named.kind === 'verb') return runVerbOf(named.verb, named.args, host);
  if (named.kind === 'family' && (named.word === undefined || isHelp(named.word))) return printFamily(named, host);
  return complain(unknownVerb(named), { command: 'spillway', output: plain, env: host.env });
}

async function runVerbOf(verb: Verb, args: readonly string[], host: CommandProcess): Promise<ExitCode> {
  const command = `spillway ${verb.name}`;
  let output = createOutput({ ...host, json: args.includes('--json') });
  try {
    const prepared = verb.prepare(args, host.env);
    if (prepared.help) {
      host.stdout.write(verb.help);
      return exitCodes.ok;
    }
    const clock = host.clock ?? systemClock;
    output = createOutput({ ...host, ...(await logOf(verb, prepared, { clock, host })) });
    output.tell({ level: 'info', component: 'process', msg: `${command} starts`, version, node: process.version });
    using interruption = interruptionOf({ output, host, clock, verb });
    const run = { env: host.env, clock, output, interruption, self: host.self ?? [], ask: host.ask };
    return await prepared.run(run).catch((error) => stoppedEarly(error, interruption, output));
  } catch (error) {
    return complain(error, { command, output, env: host.env });
  }
}

async function logOf(
  { name }: Verb,
  { json, logFormat }: PreparedVerb,
  { clock, host }: { readonly clock: Clock; readonly host: CommandProcess },
): Promise<Omit<OutputOptions, 'stdout' | 'stderr'>> {
  if (logFormat !== 'json') return { json, logText: logFormat === 'text' };
  return { json, jsonLog: await openJsonLog({ stream: host.stderr, clock, process: name }) };
}

/** Whoever is stopped while it starts gives up what it waits for, which is no error. */
function stoppedEarly(error: unknown, { signal }: Interruption, output: Output): ExitCode {
  if (!(signal.aborted && error instanceof Error && error.name === 'AbortError')) throw error;
  output.note('Stopped before it was ready.');
  return exitCodes.interrupted;
}

const DRAIN_MS = 14_500;

interface InterruptionOfOptions {
  readonly output: Output;
  readonly host: CommandProcess;
  readonly clock: Clock;
  readonly verb: Verb;
}

function interruptionOf({ output, host: { exit }, clock, verb }: InterruptionOfOptions): Interruption {
  return watchInterruption({
    clock,
    drainMs: DRAIN_MS,
    onFirst(signal) {
      if (verb.drains) output.note(`${signal}: finishing what is running, 15 s at the most; again to stop at once.`);
    },
    exit(why) {
      output.live('');
      output.screen([]);
      output.note(why === 'again' ? 'Stopped at once.' : 'Draining took too long; stopped.');
      exit(exitCodes.interrupted);
    },
  });
}

interface ComplainOptions {
  readonly command: string;
  readonly output: Output;
  readonly env: CommandProcess['env'];
}

function complain(error: unknown, { command, output, env }: ComplainOptions): ExitCode {
  const { record, text } = complaintOf(error, command);
  output.live('');
  if (output.json) output.event(record, text);
  else output.log(complaintRecord(record), text);
  if (env.SPILLWAY_DEBUG && error instanceof Error) output.note(error.stack ?? '');
  return exitCodes.refused;
}

function complaintRecord({ event: _, message, ...record }: EventRecord): LogRecord {
  return { ...record, level: 'error', component: 'process', msg: String(message) };
}

function printHelp(of: readonly string[], { stdout, stderr }: CommandProcess, asked: string | undefined): ExitCode {
  const named = nameVerb(of);
  if (asked === undefined) stderr.write(overview());
  else if (named.kind === 'verb') stdout.write(named.verb.help);
  else stdout.write(named.kind === 'family' ? familyHelp(named) : overview());
  return asked === undefined ? exitCodes.refused : exitCodes.ok;
}

/** Called without its second word it explains itself, too, but has not done what was asked. */
function printFamily(family: NamedFamily, { stdout, stderr }: CommandProcess): ExitCode {
  (family.word === undefined ? stderr : stdout).write(familyHelp(family));
  return family.word === undefined ? exitCodes.refused : exitCodes.ok;
}

function isHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
