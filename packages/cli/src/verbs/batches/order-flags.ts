import { type DeduplicationScope, SpillwayError } from '@spillway/core';
import { scopeFlag } from '../../assembly/deduplication-flags.ts';
import { type Flag, parsedFlag, textFlag } from '../../flags/flag.ts';

/** How a batch is ordered, where one is created. */
export const windowFlag: Flag<string | undefined> = parsedFlag({
  help: 'how long it may take: from 1m to 7d, such as 30m, 4h or 2d',
  value: 'TIME',
  wish: 'minutes, hours or days, such as 30m, 4h or 2d',
  parse: (text) => (/^[1-9]\d{0,4}[mhd]$/.test(text) ? text : undefined),
});

/** A repeatable flag whose values may hold commas. */
export const metadataFlag: Flag<Readonly<Record<string, string>> | undefined> = {
  help: 'a note to keep with the batch; up to 16, keys to 64 and values to 512 characters',
  value: 'KEY=VALUE',
  kind: 'repeated',
  read: (given) => (given === undefined ? undefined : Object.fromEntries(given.map(pairOf))),
};

export const priorityFlag: Flag<string | undefined> = parsedFlag({
  help: 'what goes first when there is too much for the deadline: low, normal, medium, high or a number',
  value: 'PRIORITY',
  wish: 'low, normal, medium, high or a whole number',
  parse: (text) => (/^(low|normal|medium|high|-?\d{1,9})$/.test(text) ? text : undefined),
});

export const deduplicateFlag: Flag<DeduplicationScope | undefined> = scopeFlag({
  help: 'where its requests look for answers that were given before, never further than the server allows: off, batch, tenant or global',
});

export const idempotencyFlag: Flag<string | undefined> = textFlag({
  help: 'makes a second call with the same key answer the batch of the first. Default: a fresh one',
  value: 'KEY',
});

/** What the API calls metadata: notes, and among them the priority. */
export function metadataOf(
  notes: Readonly<Record<string, string>> | undefined,
  priority: string | undefined,
): Readonly<Record<string, string>> | undefined {
  return priority === undefined ? notes : { ...notes, spillway_priority: priority };
}

function pairOf(text: string): [key: string, value: string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new SpillwayError(`--metadata needs KEY=VALUE, not "${text}".`, {
    code: 'invalid_argument',
    param: '--metadata',
  });
}
