/** A number that a double may not hold, as its source spells it. */
class NumberText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The standard's reviver is told of the source of each primitive, which the type of TypeScript's library does not say. */
type SourceReviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const spellNumber: SourceReviver = (_, value, { source }) =>
  typeof value === 'number' && source !== undefined ? new NumberText(canonicalNumber(source)) : value;

/** A value as {@link parseExactly} reads it. */
export type ExactJson =
  | string
  | number
  | boolean
  | null
  | NumberText
  | readonly ExactJson[]
  | { readonly [key: string]: ExactJson };

/** What every number looks like that has more than 15 digits or an exponent of more than two; others may, too. */
const perhapsRounded = /[\d.eE+-]{16}|\d[eE][+-]?\d{3}/;

/**
 * Reads JSON without the rounding that large and long numbers suffer. Throws a SyntaxError for what is none. Numbers that
 * doubles hold are left to them: four megabytes of token ids took 2.4 s when each was asked for its source.
 */
export function parseExactly(text: string): ExactJson {
  if (!perhapsRounded.test(text)) return JSON.parse(text) as ExactJson;
  return JSON.parse(text, spellNumber as (key: string, value: unknown) => unknown) as ExactJson;
}

/**
 * One text for all spellings of the same value: keys in the order of their UTF-16 units, no blanks, one escape for each
 * character that needs one, and numbers by {@link canonicalNumber}.
 */
export function canonicalJson(value: ExactJson): string {
  if (isNumeric(value)) return spelled(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const pairs = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key] as ExactJson)}`);
  return `{${pairs.join(',')}}`;
}

function spelled(value: number | NumberText): string {
  if (value instanceof NumberText) return value.text;
  return Number.isSafeInteger(value) && value !== 0 ? spelledWhole(value) : canonicalNumber(String(value));
}

function spelledWhole(value: number): string {
  let significant = value;
  let zeros = 0;
  for (; significant % 10 === 0; zeros++) significant /= 10;
  return `${significant}e${zeros}`;
}

function isNumeric(value: ExactJson | undefined): value is number | NumberText {
  return typeof value === 'number' || value instanceof NumberText;
}

/** `Array.isArray` does not tell a readonly list from a record. */
function isList(value: object): value is readonly ExactJson[] {
  return Array.isArray(value);
}

/** Beyond this a number stands as it is spelled: nobody writes such numbers twice in different ways. */
const LONGEST = 64;

/**
 * The significant digits and the power of ten of a JSON number, whatever its spelling and size: `1`, `1.0` and `10e-1` are
 * `1e0`. All zeros are `0`.
 *
 * @internal Exported for tests.
 */
export function canonicalNumber(source: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(source);
  if (!parts || source.length > LONGEST) return source;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${BigInt(exponent) + BigInt(digits.length - significant.length - fraction.length)}`;
}

/** Whether the value is a number of this value. */
export function isNumber(value: ExactJson | undefined, number: string): boolean {
  return isNumeric(value) && spelled(value) === canonicalNumber(number);
}

/** Whether the value is a whole number. */
export function isWhole(value: ExactJson | undefined): boolean {
  return isNumeric(value) && /^(0|-?\d+e\d+)$/.test(spelled(value));
}
