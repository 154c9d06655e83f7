/** One line of a page of metrics. */
export interface Sample {
  readonly name: string;
  /** As it stands there: not a number, or infinite, too. */
  readonly value: number;
  /** Without quotes and escapes. */
  readonly labels: ReadonlyMap<string, string>;
}

/** A number of Go's, as the format has them; longer ones are none. */
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const MAX_NUMBER = 64;
const LABEL = /^[A-Za-z_]\w*$/;
const unlimited: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['Inf', Number.POSITIVE_INFINITY],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
]);

/**
 * The samples of these names on a page in Prometheus's text format, in its order
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). A line that is none is passed over, whatever it holds;
 * one that is cut off is none. Never throws, and takes time in proportion to the page.
 */
export function* samplesOf(page: string, names: ReadonlySet<string>): Generator<Sample> {
  for (let from = 0; from < page.length; ) {
    const found = page.indexOf('\n', from);
    const end = found === -1 ? page.length : found;
    const sample = end - from > 2 ? sampleIn(page.slice(from, end).trim(), names) : undefined;
    if (sample) yield sample;
    from = end + 1;
  }
}

function sampleIn(line: string, names: ReadonlySet<string>): Sample | undefined {
  const name = line.slice(0, endOf(line, 0, isNameEnd));
  if (!names.has(name)) return undefined;
  const labels = new Map<string, string>();
  let at = endOf(line, name.length, isNoSpace);
  if (line[at] === '{') {
    at = readLabels(line, at + 1, labels);
    if (at === -1) return undefined;
  }
  const value = readValue(line.slice(at));
  return value === undefined ? undefined : { name, value, labels };
}

/** Answers where the line goes on after the closing brace; -1 for no labels at all. */
function readLabels(line: string, from: number, labels: Map<string, string>): number {
  for (let at = endOf(line, from, isNoSpace); at < line.length; ) {
    if (line[at] === '}') return at + 1;
    const equals = line.indexOf('=', at);
    const quote = equals === -1 ? -1 : endOf(line, equals + 1, isNoSpace);
    const close = quote === -1 || line[quote] !== '"' ? -1 : closingQuote(line, quote + 1);
    const name = line.slice(at, Math.max(at, equals)).trim();
    if (close === -1 || !LABEL.test(name)) return -1;
    labels.set(name, unescaped(line.slice(quote + 1, close)));
    at = endOf(line, close + 1, isNoSpace);
    if (line[at] === ',') at = endOf(line, at + 1, isNoSpace);
    else if (line[at] !== '}') return -1;
  }
  return -1;
}

function closingQuote(line: string, from: number): number {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '"') return at;
  }
  return -1;
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char)) : text;
}

/** A value, maybe with a timestamp or an exemplar after it. */
function readValue(rest: string): number | undefined {
  const text = rest.trim();
  const end = endOf(text, 0, isSpace);
  const [word, after] = [text.slice(0, end), text.slice(end).trim()];
  if (after !== '' && !after.startsWith('#') && !isNumber(after)) return undefined;
  return unlimited.get(word) ?? (isNumber(word) ? Number(word) : undefined);
}

function isNumber(word: string): boolean {
  return word.length <= MAX_NUMBER && NUMBER.test(word);
}

function endOf(text: string, from: number, isEnd: (char: string) => boolean): number {
  let at = from;
  while (at < text.length && !isEnd(text[at] as string)) at++;
  return at;
}

function isSpace(char: string): boolean {
  return char === ' ' || char === '\t';
}

function isNoSpace(char: string): boolean {
  return !isSpace(char);
}

function isNameEnd(char: string): boolean {
  return char === '{' || isSpace(char);
}
