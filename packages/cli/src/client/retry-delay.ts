/** What came of an attempt that did not succeed. */
export interface FailedAttempt {
  /** Zero-based. */
  readonly attempt: number;
  /** Undefined when the connection broke. */
  readonly status?: number;
  readonly headers?: Headers;
  /** Whether the call may be made twice without doing its work twice. */
  readonly repeatable: boolean;
  /** In [0, 1). */
  readonly chance: number;
  readonly nowMs: number;
}

/** A server that asks for a longer pause is told to the caller instead. */
const LONGEST_WAIT_MS = 60_000;

/**
 * How long to wait before the call is made again; undefined when it must not be. The rules of OpenAI's clients: 408, 409,
 * 429 and 5xx are passing unless the server says otherwise, it may name the pause, else half a second doubles up to eight.
 */
export function retryDelayMs(failed: FailedAttempt): number | undefined {
  if (!mayRepeat(failed)) return undefined;
  const asked = askedWaitMs(failed);
  if (asked !== undefined) return asked <= LONGEST_WAIT_MS ? asked : undefined;
  return Math.min(8_000, 500 * 2 ** failed.attempt) * (1 - failed.chance / 4);
}

function mayRepeat({ status, headers, repeatable }: FailedAttempt): boolean {
  const wish = headers?.get('x-should-retry');
  if (status === undefined) return repeatable;
  if (wish === 'false') return false;
  // Refused before any work was done; of the others nobody knows.
  if (status === 429 || status === 503) return true;
  return repeatable && (wish === 'true' || status === 408 || status === 409 || status >= 500);
}

function askedWaitMs({ headers, nowMs }: FailedAttempt): number | undefined {
  const ms = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (ms >= 0) return ms;
  const text = headers?.get('retry-after');
  if (text === null || text === undefined || text === '') return undefined;
  const waitMs = Number.isNaN(Number(text)) ? Date.parse(text) - nowMs : Number(text) * 1_000;
  return waitMs >= 0 ? waitMs : undefined;
}
