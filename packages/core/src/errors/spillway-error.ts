/**
 * Why an operation could not be done. A closed set: drivers' errors are translated into one of these in one place
 * of each adapter.
 *
 * - `invalid_argument`: the caller passed something that can never work; `param` names it.
 * - `not_found`: the thing named does not exist, or not for this tenant.
 * - `conflict`: the thing exists with other content, or its state forbids the operation.
 * - `unavailable`: a database, blob storage or engine cannot be reached now; trying again may work.
 * - `limit_reached`: a bound on what may wait or be asked at once was reached; later it may work, see `retryAfterMs`.
 * - `window_infeasible`: the batch takes longer than its window, even if nothing else waited.
 * - `timeout`: it took longer than allowed.
 * - `too_large`: a bound on bytes or counts was passed.
 * - `closed`: the object was closed.
 * - `storage_mismatch`: store and blob storage do not belong together.
 * - `internal`: a promise between parts was broken; a bug.
 */
export type SpillwayErrorCode =
  | 'invalid_argument'
  | 'not_found'
  | 'conflict'
  | 'unavailable'
  | 'limit_reached'
  | 'window_infeasible'
  | 'timeout'
  | 'too_large'
  | 'closed'
  | 'storage_mismatch'
  | 'internal';

/** What a `SpillwayError` is made of, beside its message. */
export interface SpillwayErrorOptions {
  /** Why, for programs. */
  readonly code: SpillwayErrorCode;
  /** What to do about it, in one sentence for a person. */
  readonly hint?: string;
  /** The argument, option or field that is wrong. */
  readonly param?: string;
  /** Whether the same call may succeed later. Defaults to true for `unavailable`, `timeout` and `limit_reached`. */
  readonly retryable?: boolean;
  /** When to try again. */
  readonly retryAfterMs?: number;
  /** What brought it about, for instance a driver's error. */
  readonly cause?: unknown;
}

const passing: ReadonlySet<SpillwayErrorCode> = new Set<SpillwayErrorCode>(['unavailable', 'timeout', 'limit_reached']);

// A registered symbol survives duplicate copies of this package in one process, where instanceof would not.
const marker = Symbol.for('spillway.error');

/** The one error class of Spillway. Expected results are values; this is thrown for broken surroundings or calls. */
export class SpillwayError extends Error {
  override readonly name = 'SpillwayError';
  /** Why, for programs. */
  readonly code: SpillwayErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;
  /** What to do about it, in one sentence for a person. */
  readonly hint: string | undefined;
  /** The argument, option or field that is wrong. */
  readonly param: string | undefined;
  /** When to try again; undefined when nobody knows. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { code, hint, param, retryable, retryAfterMs, cause }: SpillwayErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.param = param;
    this.retryAfterMs = retryAfterMs;
    this.retryable = retryable ?? passing.has(code);
    Object.defineProperty(this, marker, { value: true });
  }

  /** Whether `error` is a SpillwayError, of `code` when given; true across duplicate copies of the package. */
  static is(error: unknown, code?: SpillwayErrorCode): error is SpillwayError {
    return (
      typeof error === 'object' &&
      error !== null &&
      marker in error &&
      (code === undefined || (error as { readonly code?: unknown }).code === code)
    );
  }
}
