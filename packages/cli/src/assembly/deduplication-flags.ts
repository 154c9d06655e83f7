import { type DeduplicationOptions, type DeduplicationScope, deduplicationScopes } from '@spillway/core';
import { parseDuration } from '../flags/duration.ts';
import { type Flag, type FlagValues, parsedFlag, switchFlag } from '../flags/flag.ts';

/** Which requests are answered by the answers of others. */
export const deduplicationFlags: {
  readonly deduplicate: Flag<DeduplicationScope>;
  readonly 'deduplicate-age': Flag<number>;
  readonly 'deduplicate-all': Flag<boolean>;
} = {
  deduplicate: scopeFlag({
    help: 'where requests share the answer to the same question: off, batch, tenant or global',
    env: 'SPILLWAY_DEDUPLICATE',
    fallback: 'tenant',
  }),
  'deduplicate-age': parsedFlag({
    help: 'how old an answer may be that is shared',
    value: 'TIME',
    env: 'SPILLWAY_DEDUPLICATE_AGE',
    wish: 'a duration such as 12h or 7d',
    fallback: 7 * 86_400_000,
    fallbackText: '7d',
    parse: parseDuration,
  }),
  'deduplicate-all': switchFlag({
    help: 'share answers that would differ each time, too: of requests without temperature 0 or a seed',
    env: 'SPILLWAY_DEDUPLICATE_ALL',
  }),
};

/** The same as an option of createSpillway. */
export function deduplicationOf(flags: FlagValues<typeof deduplicationFlags>): DeduplicationOptions {
  return {
    scope: flags.deduplicate,
    maxAgeMs: flags['deduplicate-age'],
    onlyDeterministic: !flags['deduplicate-all'],
  };
}

interface ScopeNotes {
  readonly help: string;
  readonly env?: string;
}

export function scopeFlag(notes: ScopeNotes & { readonly fallback: DeduplicationScope }): Flag<DeduplicationScope>;
export function scopeFlag(notes: ScopeNotes): Flag<DeduplicationScope | undefined>;
export function scopeFlag(
  notes: ScopeNotes & { readonly fallback?: DeduplicationScope },
): Flag<DeduplicationScope | undefined> {
  return parsedFlag({
    value: 'SCOPE',
    wish: `one of ${deduplicationScopes.join(', ')}`,
    parse: (text) => deduplicationScopes.find((scope) => scope === text),
    ...notes,
  });
}
