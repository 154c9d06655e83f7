import { SpillwayError, type SpillwayErrorCode } from '@spillway/core/errors';

interface Meaning {
  readonly code: SpillwayErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly retryable?: boolean;
}

const lost: Meaning = {
  code: 'unavailable',
  message: 'PostgreSQL cannot be reached.',
  hint: 'Check that the server runs and that the connection string names it.',
};
const refused: Meaning = {
  code: 'unavailable',
  message: 'PostgreSQL refused the connection.',
  hint: 'Check user, password and database of the connection string.',
  retryable: false,
};
const unmigrated: Meaning = {
  code: 'unavailable',
  message: 'The schema of the store is missing or old.',
  hint: 'Run the migrations: `migrate({ connectionString, schema })`.',
  retryable: false,
};
const exhausted: Meaning = {
  code: 'unavailable',
  message: 'PostgreSQL is out of a resource.',
  hint: 'Look at its connections, memory and disk.',
};
const contended: Meaning = { code: 'unavailable', message: 'PostgreSQL rolled the statement back; try it again.' };
const slow: Meaning = { code: 'timeout', message: 'PostgreSQL did not answer in time.' };
const readOnly: Meaning = { ...lost, message: 'PostgreSQL is read-only: a replica, or a server in recovery.' };

/** By SQLSTATE, or the code of a system call; then by the class of the SQLSTATE. */
const meanings: Readonly<Record<string, Meaning>> = {
  '25006': readOnly,
  '28000': refused,
  '28P01': refused,
  '3D000': refused,
  '3F000': unmigrated,
  '42P01': unmigrated,
  '42703': unmigrated,
  '55P03': slow,
  '57014': slow,
  '23505': { code: 'conflict', message: 'A record of the same identity exists.' },
  '08': lost,
  '22': { code: 'invalid_argument', message: 'PostgreSQL cannot keep a value.' },
  '40': contended,
  '53': exhausted,
  '57': lost,
  '58': exhausted,
  EAI_AGAIN: lost,
  ECONNABORTED: lost,
  ECONNREFUSED: lost,
  ECONNRESET: lost,
  EHOSTUNREACH: lost,
  ENOENT: lost,
  ENETUNREACH: lost,
  ENOTFOUND: lost,
  EPIPE: lost,
  ETIMEDOUT: lost,
};

// Errors that pg and its pool make themselves have no code, only words.
const worded: readonly (readonly [RegExp, Meaning])[] = [
  [/query read timeout/i, slow],
  [/connection (terminated|ended)|not queryable|timeout exceeded when trying to connect|socket/i, lost],
  [/after calling end on the pool/i, { code: 'closed', message: 'The store was closed.' }],
  [/password|SASL/i, refused],
];

/** The one place in which the driver's errors become Spillway's. */
export function translateError(error: unknown): SpillwayError {
  if (SpillwayError.is(error)) return error;
  const { message, hint, code, retryable } = meaningOf(error);
  const detail = error instanceof Error && error.message ? ` (${error.message})` : '';
  return new SpillwayError(message + detail, {
    code,
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    ...(retryable === undefined ? {} : { retryable }),
  });
}

function meaningOf(error: unknown): Meaning {
  // A host with several addresses fails with one error for each.
  if (error instanceof AggregateError && error.errors.length > 0) return meaningOf(error.errors[0]);
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  if (typeof code === 'string') {
    const meaning = meanings[code] ?? meanings[code.slice(0, 2)];
    if (meaning) return meaning;
  }
  const words = worded.find(([pattern]) => pattern.test(String(message)));
  return words?.[1] ?? { code: 'internal', message: 'PostgreSQL failed a statement.' };
}
