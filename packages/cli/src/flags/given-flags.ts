import { parseArgs } from 'node:util';
import type { FlagSet } from './flag.ts';
import { optionOf } from './parse-flags.ts';

/** The words of a command line that give one of the `names`, for another command that knows the same flags. */
export function givenFlags(args: readonly string[], flags: FlagSet, names: readonly string[]): readonly string[] {
  const options = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, optionOf(flag)]));
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  return tokens.flatMap((token) => {
    if (token.kind !== 'option' || !names.includes(token.name)) return [];
    return [token.value === undefined ? `--${token.name}` : `--${token.name}=${token.value}`];
  });
}
