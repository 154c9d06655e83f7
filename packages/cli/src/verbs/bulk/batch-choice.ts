import { parseDuration } from '../../flags/duration.ts';
import { type Flag, type FlagValues, listFlag, parsedFlag, switchFlag, textFlag } from '../../flags/flag.ts';
import { metadataFlag } from '../batches/order-flags.ts';
import { unclearChoice } from '../unclear-choice.ts';

/** Which batches an action is about, beside those that are its operands. */
export const batchChoiceFlags: {
  readonly status: Flag<readonly string[]>;
  readonly priority: Flag<readonly string[]>;
  readonly user: Flag<string | undefined>;
  readonly model: Flag<string | undefined>;
  readonly endpoint: Flag<string | undefined>;
  readonly 'input-file': Flag<string | undefined>;
  readonly metadata: typeof metadataFlag;
  readonly search: Flag<string | undefined>;
  readonly newer: Flag<number | undefined>;
  readonly older: Flag<number | undefined>;
  readonly all: Flag<boolean>;
} = {
  status: listFlag({ help: 'only those with this status, or several with commas between them', value: 'STATUS' }),
  priority: listFlag({ help: 'only those with this priority, as a number, or several', value: 'N' }),
  user: textFlag({ help: 'only those of this user', value: 'USER' }),
  model: textFlag({ help: 'only those for this model', value: 'MODEL' }),
  endpoint: textFlag({ help: 'only those for this endpoint', value: 'PATH' }),
  'input-file': textFlag({ help: 'only those on this file', value: 'FILE' }),
  metadata: { ...metadataFlag, help: 'only those with this pair; may be given several times' },
  search: textFlag({ help: 'only those whose id begins with this text, or whose metadata contain it', value: 'TEXT' }),
  newer: spanFlag('only those that were created within this time'),
  older: spanFlag('only those that were created longer ago'),
  all: switchFlag({ help: 'all of them; needed where nothing else says which' }),
};

/** Which batches, in the words of the API's filters. */
export interface BatchWords {
  readonly ids: readonly string[] | undefined;
  readonly status: readonly string[] | undefined;
  readonly priority: readonly number[] | undefined;
  readonly user: string | undefined;
  readonly model: string | undefined;
  readonly endpoint: string | undefined;
  readonly metadata: Readonly<Record<string, string>> | undefined;
  readonly search: string | undefined;
  readonly input_file_id: string | undefined;
  readonly created_after: number | undefined;
  readonly created_before: number | undefined;
}

/** The same as a filter of the API. A forgotten flag must not act on everything: `what` is what it would do. */
export function batchChoice(
  flags: FlagValues<typeof batchChoiceFlags>,
  operands: readonly string[],
  { what, nowMs }: { readonly what: string; readonly nowMs: number },
): Readonly<Record<string, unknown>> {
  const chosen = Object.entries(wordsOf(flags, operands, nowMs)).filter(([, value]) => value !== undefined);
  if (flags.all && chosen.length > 0)
    throw unclearChoice('--all goes with nothing that chooses some.', 'Leave out one.');
  if (!flags.all && chosen.length === 0) {
    throw unclearChoice(
      `Nothing says which batches to ${what}.`,
      'Name batches, use --status, --search or the like, or --all.',
    );
  }
  return flags.all ? { all: true } : Object.fromEntries(chosen);
}

/** The words of a filter; what was not said is undefined. */
export function wordsOf(
  flags: Omit<FlagValues<typeof batchChoiceFlags>, 'all'>,
  operands: readonly string[],
  nowMs: number,
): BatchWords {
  const { status, priority, user, model, endpoint, metadata, search, newer, older } = flags;
  const ago = (spanMs: number | undefined): number | undefined =>
    spanMs === undefined ? undefined : Math.max(0, Math.floor((nowMs - spanMs) / 1_000));
  return {
    ids: someOf(operands),
    status: someOf(status),
    priority: someOf(priority)?.map(Number),
    ...{ user, model, endpoint, metadata, search },
    input_file_id: flags['input-file'],
    created_after: ago(newer),
    created_before: ago(older),
  };
}

function someOf(words: readonly string[]): readonly string[] | undefined {
  return words.length === 0 ? undefined : words;
}

function spanFlag(help: string): Flag<number | undefined> {
  return parsedFlag<number | undefined>({
    help,
    value: 'TIME',
    wish: 'a duration such as 24h or 7d',
    fallback: undefined,
    parse: parseDuration,
  });
}
