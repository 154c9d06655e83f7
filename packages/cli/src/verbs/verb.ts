import type { Clock } from '@spillway/core';
import type { ExitCode } from '../exit-code.ts';
import { type FlagSet, type FlagValues, switchFlag } from '../flags/flag.ts';
import { type HelpSubject, helpPage } from '../flags/help-page.ts';
import { checkOperands } from '../flags/operands.ts';
import { parseFlags } from '../flags/parse-flags.ts';
import type { LogFormat, logFlags } from '../log/log-flags.ts';
import type { Interruption } from '../terminal/interruption.ts';
import type { Output } from '../terminal/output.ts';

/** What surrounds a verb while it runs. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly output: Output;
  readonly interruption: Interruption;
  /** The words that start this command again; none where nobody knows. */
  readonly self: readonly string[];
  /** Asks whoever sits at the terminal for a yes; undefined where nobody does. */
  readonly ask?: ((question: string, signal: AbortSignal) => Promise<boolean>) | undefined;
}

/** One call of a verb. */
export interface Call<Flags extends FlagSet> extends Surroundings {
  readonly flags: FlagValues<Flags>;
  /** As many as the verb takes. */
  readonly operands: readonly string[];
  /** The first of them; empty for a verb that takes none. */
  readonly operand: string;
  /** The words of the command line, behind the verb. */
  readonly args: readonly string[];
}

export interface VerbDefinition<Flags extends FlagSet> extends HelpSubject {
  readonly flags: Flags;
  /** Whether a signal lets running work finish, and so is worth a word. */
  readonly drains?: boolean;
  /** Does it. Throws SpillwayErrors for what the caller can mend. */
  run(call: Call<Flags>): Promise<ExitCode>;
}

/** A call of a verb, read and checked. */
export interface PreparedVerb {
  readonly json: boolean;
  readonly help: boolean;
  /** What the log looks like; undefined for a verb that keeps none. */
  readonly logFormat?: LogFormat;
  run(surroundings: Surroundings): Promise<ExitCode>;
}

/** A verb of the command, ready to be called. */
export interface Verb {
  /** One word, or two for a verb of a family such as `files ls`. */
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  readonly drains: boolean;
  /** Reads the flags, and answers what runs it and whether to speak JSON. Throws `invalid_argument`. */
  prepare(args: readonly string[], env: Surroundings['env']): PreparedVerb;
}

const everyVerb = {
  json: switchFlag({ help: 'speak to programs: one JSON object a line' }),
  help: switchFlag({ help: 'print this', short: 'h' }),
};

/** Makes a verb: adds the flags that every verb has, and hides the types of its own. */
export function defineVerb<Flags extends FlagSet>(definition: VerbDefinition<Flags>): Verb {
  const flags = { ...definition.flags, ...everyVerb };
  return {
    name: definition.name,
    summary: definition.summary,
    drains: definition.drains ?? true,
    help: helpPage({ ...definition, flags }),
    prepare(args, env) {
      if (args.includes('--help') || args.includes('-h')) return { json: false, help: true, run: neverRuns };
      const { values, operands } = parseFlags({ args, flags, env });
      checkOperands(operands, definition);
      const call = { flags: values as FlagValues<Flags>, operands, operand: operands[0] ?? '', args };
      const { json } = values as FlagValues<typeof everyVerb>;
      return {
        json,
        help: false,
        ...('log-format' in flags && { logFormat: logFormatOf(values, json) }),
        run: (surroundings) => definition.run({ ...surroundings, ...call }),
      };
    },
  };
}

/** Whoever reads the output by a program reads the log by one. */
function logFormatOf(values: Readonly<Record<string, unknown>>, json: boolean): LogFormat {
  return (values as FlagValues<typeof logFlags>)['log-format'] ?? (json ? 'json' : 'text');
}

function neverRuns(): never {
  throw new Error('help is printed, not run');
}
