import type { Route } from '../../address/route-of.ts';

/** Which batches, in the words of the address: those of the API, and two that are spans from now. */
export type BatchFilter = Readonly<Partial<Record<Word, string>>>;

type Word = (typeof words)[number];

const words = [
  'search',
  'status',
  'priority',
  'model',
  'user',
  'endpoint',
  'metadata',
  'input_file_id',
  'created_after',
  'created_before',
  'newer',
  'older',
  'all_tenants',
] as const;

export function filterOf(query: Route['query']): BatchFilter {
  return Object.fromEntries(words.flatMap((word) => (query[word] ? [[word, query[word]]] : [])));
}

const seconds: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

/** Seconds of `90m`, `4h`, `7d`; undefined for anything else. */
function spanSeconds(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d+)([mhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (seconds[unit] as number);
}

/** The words of `GET /v1/batches`, as of a moment. */
export function queryOf({ newer, older, ...rest }: BatchFilter, asOfMs: number): Readonly<Record<string, string>> {
  const ago = (span: string | undefined): string | undefined => {
    const length = span === undefined ? undefined : spanSeconds(span);
    return length === undefined ? undefined : String(Math.floor(asOfMs / 1_000) - length);
  };
  const [after, before] = [ago(newer), ago(older)];
  return { ...rest, ...(after && { created_after: after }), ...(before && { created_before: before }) };
}

/** The filter of a bulk action on all that a query names. */
export function bulkFilterOf(query: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const given = Object.entries(query).map(([word, value]) => [word, bulkValue(word, value)]);
  return given.length === 0 ? { all: true } : Object.fromEntries(given);
}

function bulkValue(word: string, value: string): unknown {
  if (word === 'status') return value.split(',');
  if (word === 'priority') return value.split(',').map(Number);
  if (word === 'created_after' || word === 'created_before') return Number(value);
  if (word !== 'metadata') return value;
  const [, name = value, wanted = ''] = /^([^=]*)=(.*)$/s.exec(value) ?? [];
  return { [name]: wanted };
}
