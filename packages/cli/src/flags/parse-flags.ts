import { parseArgs } from 'node:util';
import { SpillwayError } from '@spillway/core';
import { closest } from './closest.ts';
import type { FlagSet, FlagValues } from './flag.ts';

export interface ParseFlagsOptions<Flags extends FlagSet> {
  readonly args: readonly string[];
  readonly flags: Flags;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ParsedFlags<Flags extends FlagSet> {
  readonly values: FlagValues<Flags>;
  readonly operands: readonly string[];
}

/** Reads the flags: the command line first, then the environment, then the default. Throws `invalid_argument`. */
export function parseFlags<Flags extends FlagSet>({ args, flags, env }: ParseFlagsOptions<Flags>): ParsedFlags<Flags> {
  const options = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, optionOf(flag)]));
  refuseUnknownFlags(args, options);
  const { values: texts, positionals } = strictly(() =>
    parseArgs({ args: [...args], options, allowPositionals: true, strict: true }),
  );
  const values = Object.entries(flags).map(([name, flag]) => {
    const text = texts[name];
    if (text !== undefined) return [name, flag.read([text].flat().map(String), `--${name}`)];
    const variable = flag.env === undefined ? undefined : env[flag.env];
    return [
      name,
      flag.read(variable === undefined || variable === '' ? undefined : [variable], flag.env ?? `--${name}`),
    ];
  });
  return { values: Object.fromEntries(values) as FlagValues<Flags>, operands: positionals };
}

type ParseArgsOptions = Record<string, { type: 'boolean' | 'string'; short?: string; multiple?: boolean }>;

/** How `parseArgs` is told of a flag. */
export function optionOf({ kind, short }: FlagSet[string]): ParseArgsOptions[string] {
  return {
    type: kind === 'switch' ? 'boolean' : 'string',
    ...(kind === 'repeated' && { multiple: true }),
    ...(short !== undefined && { short }),
  };
}

function refuseUnknownFlags(args: readonly string[], options: ParseArgsOptions): void {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const near = closest(token.name, Object.keys(options));
    throw new SpillwayError(`There is no flag "${token.rawName}".`, {
      code: 'invalid_argument',
      param: token.rawName,
      ...(near !== undefined && { hint: `Did you mean --${near}?` }),
    });
  }
}

/** What is left to complain about are missing values, and values of switches; the messages of parseArgs are clear. */
function strictly<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const [first = ''] = (cause as Error).message.split('\n');
    throw new SpillwayError(first.replace(/\.?$/, '.'), { code: 'invalid_argument', cause });
  }
}
