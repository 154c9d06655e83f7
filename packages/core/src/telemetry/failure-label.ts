import { SpillwayError } from '../errors/index.ts';

/** What went wrong, in a bounded number of words. */
export function failureLabel(error: unknown): string {
  if (SpillwayError.is(error)) return error.code;
  return error instanceof Error && error.name === 'AbortError' ? 'aborted' : 'unexpected';
}
