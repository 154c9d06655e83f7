import { SpillwayError, type SpillwayErrorCode } from '@spillway/core';
import { HttpRefusal } from './error-body.ts';

const statuses: Partial<Record<SpillwayErrorCode, number>> = {
  invalid_argument: 400,
  conflict: 400,
  not_found: 404,
  too_large: 413,
  unavailable: 503,
  closed: 503,
  timeout: 503,
};

/** The refusal that answers an error: the caller's mistakes with what to do, ours without what they should not see. */
export function refusalOf(error: unknown): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  const status = SpillwayError.is(error) ? (statuses[error.code] ?? 500) : 500;
  if (!SpillwayError.is(error) || status >= 500) {
    const message =
      status === 503 ? 'The server cannot serve this right now; try again.' : 'The server made a mistake; it has been noted.';
    const headers = status === 503 ? { 'retry-after': '1' } : {};
    return new HttpRefusal(status, { message, type: 'server_error', code: status === 503 ? 'unavailable' : null, headers });
  }
  const message = error.hint ? `${error.message} ${error.hint}` : error.message;
  return new HttpRefusal(status, { message, param: error.param ?? null, code: error.code });
}
