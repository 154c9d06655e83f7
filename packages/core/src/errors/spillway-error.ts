/**
 * Why an operation could not be done. A closed set: drivers' errors are translated into one of these in one place
 * of each adapter.
 *
 * - `invalid_argument`: the caller passed something that can never work; `param` names it.
 * - `not_found`: the thing named does not exist, or not for this tenant.
 * - `conflict`: the thing exists with other content, or its state forbids the operation.
 * - `unavailable`: a database, blob storage or engine cannot be reached now; trying again may work.
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
  | 'timeout'
  | 'too_large'
  | 'closed'
  | 'storage_mismatch'
  | 'internal';

export interface SpillwayErrorOptions {
  readonly code: SpillwayErrorCode;
  /** What to do about it, in one sentence for a person. */
  readonly hint?: string;
  /** The argument, option or field that is wrong. */
  readonly param?: string;
  /** Whether the same call may succeed later. Defaults to true for `unavailable` and `timeout`. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

// A registered symbol survives duplicate copies of this package in one process, where instanceof would not.
const marker = Symbol.for('spillway.error');

/** The one error class of Spillway. Expected results are values; this is thrown for broken surroundings or calls. */
export class SpillwayError extends Error {
  override readonly name = 'SpillwayError';
  readonly code: SpillwayErrorCode;
  readonly retryable: boolean;
  readonly hint: string | undefined;
  readonly param: string | undefined;

  constructor(message: string, { code, hint, param, retryable, cause }: SpillwayErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.hint = hint;
    this.param = param;
    this.retryable = retryable ?? (code === 'unavailable' || code === 'timeout');
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
