import { SpillwayError, type SpillwayErrorCode } from './errors/index.ts';

/** Which say that nothing was done. Not `closed`: a store may be closed in the midst of a call. */
const refusals: ReadonlySet<SpillwayErrorCode> = new Set<SpillwayErrorCode>([
  'invalid_argument',
  'not_found',
  'conflict',
  'limit_reached',
  'too_large',
]);

/**
 * Whether the store may have done what it answers with this error: an answer that was lost, or made no sense, says nothing of
 * what became of the call. Then bytes stay that it may have recorded. Errors that are no SpillwayErrors come from elsewhere.
 */
export function mayBeDone(error: unknown): boolean {
  return SpillwayError.is(error) && !refusals.has(error.code);
}
