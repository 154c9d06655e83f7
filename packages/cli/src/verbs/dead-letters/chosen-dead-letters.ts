import { type Flag, type FlagValues, switchFlag } from '../../flags/flag.ts';
import { unclearChoice } from '../unclear-choice.ts';
import { type FilterQuery, filterFlags, filterOf } from './filter-flags.ts';

/** Which dead letters an action is about, beside the requests that are its operands. */
export const choiceFlags: typeof filterFlags & { readonly all: Flag<boolean> } = {
  ...filterFlags,
  all: switchFlag({ help: 'all of them; needed where nothing else says which' }),
};

/** The same in the words of the API. A forgotten flag must not act on everything: `what` is what it would do. */
export function chosenDeadLetters(
  flags: FlagValues<typeof choiceFlags>,
  operands: readonly string[],
  what: string,
): FilterQuery & { readonly request_ids?: readonly string[] } {
  const filter = filterOf(flags);
  const isChosen = operands.length > 0 || Object.values(filter).some((value) => value !== undefined);
  if (flags.all && isChosen)
    throw unclearChoice('--all goes with nothing that chooses some.', 'Leave out one of them.');
  if (!flags.all && !isChosen) {
    throw unclearChoice(
      `Nothing says which dead letters to ${what}.`,
      'Name requests, use --batch, --model, --code or --fingerprint, or --all.',
    );
  }
  return { ...filter, ...(operands.length > 0 && { request_ids: operands }) };
}
