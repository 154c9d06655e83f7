import type { FlagValues } from '../../flags/flag.ts';
import { type choiceFlags, chosenDeadLetters } from '../dead-letters/chosen-dead-letters.ts';

/** Which dead letters, as a filter of a bulk action. */
export function deadLetterChoice(
  flags: FlagValues<typeof choiceFlags>,
  operands: readonly string[],
  what: string,
): object {
  const chosen = chosenDeadLetters(flags, operands, what);
  return flags.all ? { all: true } : chosen;
}
