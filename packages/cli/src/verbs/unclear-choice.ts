import { SpillwayError } from '@spillway/core';

/** What an action is about was said not at all, or twice. */
export function unclearChoice(message: string, hint: string): SpillwayError {
  return new SpillwayError(message, { code: 'invalid_argument', param: '--all', hint });
}
