import { SpillwayError } from '@spillway/core';

/** What all flags say of themselves. */
export interface FlagNotes {
  readonly help: string;
  /** Placeholder of the value in the help, for instance `URL`. */
  readonly value?: string;
  readonly short?: string;
  /** The environment variable that stands in when the flag is not given. */
  readonly env?: string;
}

/** A flag of a verb: how it looks, and how its texts become a value. */
export interface Flag<Value> extends FlagNotes {
  readonly kind: 'switch' | 'single' | 'repeated';
  /** The default, for the help. */
  readonly fallbackText?: string;
  /** `given` is undefined when neither flag nor variable was; `source` names which of them it came from. */
  read(given: readonly string[] | undefined, source: string): Value;
}

export type FlagSet = Readonly<Record<string, Flag<unknown>>>;

/** The values of a set of flags, by the flags' names. */
export type FlagValues<Flags extends FlagSet> = {
  readonly [Name in keyof Flags]: Flags[Name] extends Flag<infer Value> ? Value : never;
};

/** On or off. Its variable is on for 1, true, yes and on. */
export function switchFlag(notes: FlagNotes): Flag<boolean> {
  return {
    ...notes,
    kind: 'switch',
    read: (given) => given !== undefined && /^(1|true|yes|on)$/i.test(given[0] ?? ''),
  };
}

export function textFlag(notes: FlagNotes): Flag<string | undefined>;
export function textFlag(notes: FlagNotes & { readonly fallback: string }): Flag<string>;
export function textFlag(notes: FlagNotes & { readonly fallback?: string }): Flag<string | undefined> {
  return parsedFlag({ ...notes, wish: 'a text', parse: (text) => (text === '' ? undefined : text) });
}

/** May be given several times; its variable holds several values separated by commas. */
export function listFlag(notes: FlagNotes): Flag<readonly string[]> {
  return {
    ...notes,
    kind: 'repeated',
    read: (given = []) =>
      given
        .flatMap((text) => text.split(','))
        .map((text) => text.trim())
        .filter((text) => text !== ''),
  };
}

/** The same for a closed set of words. */
export function wordsFlag(words: readonly string[], notes: FlagNotes): Flag<readonly string[]> {
  const list = listFlag(notes);
  return {
    ...list,
    read(given, source) {
      const read = list.read(given, source);
      const unknown = read.find((word) => !words.includes(word));
      if (unknown !== undefined) throw badValue(source, unknown, `one or more of ${words.join(', ')}`);
      return read;
    },
  };
}

export interface ParsedFlagNotes<Value> extends FlagNotes {
  /** What the value must be, for the error. */
  readonly wish: string;
  readonly fallback?: Value;
  readonly fallbackText?: string;
  /** Undefined for a text that is no such value. */
  parse(text: string): Value | undefined;
}

/** One value, parsed. */
export function parsedFlag<Value>(notes: ParsedFlagNotes<Value> & { readonly fallback: Value }): Flag<Value>;
export function parsedFlag<Value>(notes: ParsedFlagNotes<Value>): Flag<Value | undefined>;
export function parsedFlag<Value>({
  wish,
  fallback,
  parse,
  ...notes
}: ParsedFlagNotes<Value>): Flag<Value | undefined> {
  return {
    ...(fallback !== undefined && { fallbackText: String(fallback) }),
    ...notes,
    kind: 'single',
    read(given, source) {
      if (given === undefined) return fallback;
      const text = given.at(-1) ?? '';
      const value = parse(text);
      if (value === undefined) throw badValue(source, text, wish);
      return value;
    },
  };
}

/** A whole number of `least` or more. */
export function countFlag(notes: FlagNotes & CountBounds & { readonly fallback: number }): Flag<number>;
export function countFlag(notes: FlagNotes & CountBounds): Flag<number | undefined>;
export function countFlag({
  least = 1,
  most = Number.MAX_SAFE_INTEGER,
  ...notes
}: FlagNotes & CountBounds & { readonly fallback?: number }): Flag<number | undefined> {
  const wish =
    most === Number.MAX_SAFE_INTEGER ? `a whole number of ${least} or more` : `a whole number from ${least} to ${most}`;
  const parse = (text: string): number | undefined => {
    const count = /^\d[\d_]*$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
    return count >= least && count <= most ? count : undefined;
  };
  return parsedFlag({ value: 'N', ...notes, wish, parse });
}

interface CountBounds {
  readonly least?: number;
  readonly most?: number;
}

function badValue(source: string, text: string, wish: string): SpillwayError {
  return new SpillwayError(`${source} needs ${wish}, not "${text}".`, { code: 'invalid_argument', param: source });
}
