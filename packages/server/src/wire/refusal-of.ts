import { SpillwayError, type SpillwayErrorCode } from '@spillway/core';
import { HttpRefusal } from './error-body.ts';

/** What the caller did wrong. The client repeats 408, 409, 429 and 5xx, so none of these may stand here. */
const refused: Partial<Record<SpillwayErrorCode, { readonly status: number; readonly code: string | null }>> = {
  invalid_argument: { status: 400, code: 'invalid_value' },
  conflict: { status: 400, code: 'conflict' },
  window_infeasible: { status: 400, code: 'window_infeasible' },
  not_found: { status: 404, code: null },
  too_large: { status: 413, code: 'too_large' },
};
const passing: ReadonlySet<SpillwayErrorCode> = new Set<SpillwayErrorCode>(['unavailable', 'closed', 'timeout']);

/** The refusal that answers an error: the caller's mistakes with what to do, ours without what they should not see. */
export function refusalOf(error: unknown, signal: AbortSignal): HttpRefusal {
  if (error instanceof HttpRefusal) return error;
  if (signal.aborted) return brokenOff(error);
  if (!SpillwayError.is(error)) return ourMistake();
  if (error.code === 'limit_reached') return limitReached(error);
  const refusal = refused[error.code];
  if (!refusal) return passing.has(error.code) ? notNow() : ourMistake();
  const message = error.hint ? `${error.message} ${error.hint}` : error.message;
  return new HttpRefusal(refusal.status, { message, param: error.param ?? null, code: refusal.code });
}

/** Nobody is left to read it; it only must not look like a failure of ours. */
function brokenOff(cause: unknown): HttpRefusal {
  return new HttpRefusal(400, { message: 'The request broke off.', code: 'request_aborted', cause });
}

/** OpenAI's client waits for as long as it is told, up to a minute. */
function limitReached({ message, hint, param, retryAfterMs = 1_000 }: SpillwayError): HttpRefusal {
  const waitSeconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new HttpRefusal(429, {
    message: hint ? `${message} ${hint}` : message,
    type: 'rate_limit_error',
    param: param ?? null,
    code: 'limit_reached',
    headers: { 'retry-after': String(waitSeconds), ...(waitSeconds > 60 && { 'x-should-retry': 'false' }) },
  });
}

function notNow(): HttpRefusal {
  return new HttpRefusal(503, {
    message: 'The server cannot serve this right now; try again.',
    type: 'server_error',
    code: 'unavailable',
    headers: { 'retry-after': '1' },
  });
}

function ourMistake(): HttpRefusal {
  return new HttpRefusal(500, { message: 'The server made a mistake; it has been noted.', type: 'server_error' });
}
