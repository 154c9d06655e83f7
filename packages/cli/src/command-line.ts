import { type Clock, SpillwayError, systemClock, version } from '@spillway/core';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { closest } from './flags/closest.ts';
import { table } from './flags/help-page.ts';
import { complaintOf } from './terminal/complaint.ts';
import { type Interruption, watchInterruption } from './terminal/interruption.ts';
import { createOutput, type Output, type TextStream } from './terminal/output.ts';
import { coordinateVerb } from './verbs/coordinate.ts';
import { devVerb } from './verbs/dev.ts';
import { doctorVerb } from './verbs/doctor.ts';
import { runVerb } from './verbs/run.ts';
import { serveVerb } from './verbs/serve.ts';
import type { Verb } from './verbs/verb.ts';
import { workVerb } from './verbs/work.ts';

const verbs: readonly Verb[] = [runVerb, devVerb, serveVerb, coordinateVerb, workVerb, doctorVerb];

/** What the command needs of its process. */
export interface CommandProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly clock?: Clock;
  /** Ends the process at once. */
  readonly exit: (code: ExitCode) => void;
}

/** Runs one command line and answers its exit code. Never throws. */
export async function runCommandLine(args: readonly string[], host: CommandProcess): Promise<ExitCode> {
  const [name, ...rest] = args;
  const plain = createOutput({ ...host, json: rest.includes('--json') });
  if (name === undefined || name === 'help' || name === '--help' || name === '-h')
    return printHelp(rest[0], host, name);
  if (name === '--version' || name === 'version') {
    plain.event({ event: 'version', version }, version);
    return exitCodes.ok;
  }
  try {
    const verb = verbs.find((candidate) => candidate.name === name);
    if (!verb) throw unknownVerb(name);
    return await runVerbOf(verb, rest, host);
  } catch (error) {
    return complain(error, { command: 'spillway', output: plain, env: host.env });
  }
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
    output = createOutput({ ...host, json: prepared.json });
    const clock = host.clock ?? systemClock;
    using interruption = interruptionOf(output, host, clock);
    return await prepared.run({ env: host.env, clock, output, interruption });
  } catch (error) {
    return complain(error, { command, output, env: host.env });
  }
}

const DRAIN_MS = 14_500;

function interruptionOf(output: Output, { exit }: CommandProcess, clock: Clock): Interruption {
  return watchInterruption({
    clock,
    drainMs: DRAIN_MS,
    onFirst: (signal) => output.note(`${signal}: finishing what is running, 15 s at the most; again to stop at once.`),
    exit(why) {
      output.live('');
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
  else output.note(text);
  if (env.SPILLWAY_DEBUG && error instanceof Error) output.note(error.stack ?? '');
  return exitCodes.refused;
}

function printHelp(of: string | undefined, { stdout, stderr }: CommandProcess, asked: string | undefined): ExitCode {
  const verb = verbs.find((candidate) => candidate.name === of);
  if (asked === undefined) stderr.write(overview());
  else stdout.write(verb?.help ?? overview());
  return asked === undefined ? exitCodes.refused : exitCodes.ok;
}

function overview(): string {
  return `Usage: spillway VERB [flags]

Batch inference on GPUs that you own: spot capacity first, dedicated only when the deadline needs it.

Verbs:
${table(verbs.map(({ name, summary }) => [name, summary]))}

Run spillway VERB --help for the flags of a verb. spillway --version prints ${version}.
`;
}

function unknownVerb(name: string): SpillwayError {
  const names = verbs.map((verb) => verb.name);
  const near = closest(name, names);
  return new SpillwayError(`There is no verb "${name}".`, {
    code: 'invalid_argument',
    param: name,
    hint: near === undefined ? `The verbs are ${names.join(', ')}.` : `Did you mean spillway ${near}?`,
  });
}
