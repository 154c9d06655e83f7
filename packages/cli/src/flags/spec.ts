import { SpillwayError } from '@spillway/core';
import { closest } from './closest.ts';
import { parseDuration } from './duration.ts';

/** One setting of a spec: reads its text, undefined when that is none. */
export interface SpecSetting<Value> {
  /** What the text must be, for the error. */
  readonly wish: string;
  /** `text` is undefined where the setting stands without a value. */
  parse(text: string | undefined): Value | undefined;
}

export type SpecSettings = Readonly<Record<string, SpecSetting<unknown>>>;

/** The settings that were given. */
export type SpecValues<Settings extends SpecSettings> = {
  readonly [Name in keyof Settings]?: Settings[Name] extends SpecSetting<infer Value> ? Value : never;
};

/** Several specs in one text: `spot:max=8;dedicated:max=4`. */
export function splitSpecs(text: string): readonly string[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** The name of a spec such as `spot:price=1.2,preemptible`, and the rest of it. */
export function nameOfSpec(text: string): readonly [name: string, rest: string] {
  const at = text.indexOf(':');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1)];
}

/** Reads the settings behind the name. Throws `invalid_argument` with `source` as its subject. */
export function readSettings<Settings extends SpecSettings>(
  rest: string,
  settings: Settings,
  { source, name }: { readonly source: string; readonly name: string },
): SpecValues<Settings> {
  const values: Record<string, unknown> = {};
  for (const part of rest.split(',').map((word) => word.trim())) {
    if (part === '') continue;
    const [key = '', text] = splitOnce(part);
    const setting = Object.hasOwn(settings, key) ? settings[key] : undefined;
    if (!setting) throw unknownSetting(key, { source, name, known: Object.keys(settings) });
    if (Object.hasOwn(values, key)) throw refused(`${source} says ${key} of "${name}" twice.`, source);
    const value = setting.parse(text);
    if (value === undefined)
      throw refused(`${source}: ${key} of "${name}" must be ${setting.wish}, not "${text ?? ''}".`, source);
    values[key] = value;
  }
  return values as SpecValues<Settings>;
}

/** A number from `least` to `most`; a whole one where asked. */
export function numberSetting({
  least,
  most = Number.MAX_SAFE_INTEGER,
  whole = false,
}: {
  readonly least: number;
  readonly most?: number;
  readonly whole?: boolean;
}): SpecSetting<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  return {
    wish: `a ${whole ? 'whole number' : 'number'} ${range}`,
    parse(text = '') {
      const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
      return value >= least && value <= most && (!whole || Number.isInteger(value)) ? value : undefined;
    },
  };
}

export const durationSetting: SpecSetting<number> = {
  wish: 'a duration such as 90s or 10m',
  parse: (text = '') => parseDuration(text),
};

export function refused(message: string, param: string, hint?: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param, ...(hint !== undefined && { hint }) });
}

function splitOnce(part: string): readonly [key: string, text: string | undefined] {
  const at = part.indexOf('=');
  return at < 0 ? [part, undefined] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

function unknownSetting(
  key: string,
  { source, name, known }: { readonly source: string; readonly name: string; readonly known: readonly string[] },
): SpillwayError {
  const near = closest(key, known);
  const hint =
    known.length === 0
      ? 'It has none.'
      : near === undefined
        ? `There are ${known.join(', ')}.`
        : `Did you mean ${near}?`;
  return refused(`${source}: "${name}" has no setting "${key}".`, source, hint);
}
