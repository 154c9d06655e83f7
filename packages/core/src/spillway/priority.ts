import { SpillwayError } from '../errors/index.ts';

const DEFAULT = 1;
const HIGHEST = 1_000;
const words: ReadonlyMap<string, number> = new Map([
  ['low', 0],
  ['normal', DEFAULT],
  ['medium', 5],
  ['high', 10],
]);

/**
 * The priority of a batch: what was asked for, else what its metadata say, else 1. `spillway_priority` means nothing
 * else, so a value that is no priority is a mistake; any client may keep a word of its own under `priority`.
 */
export function priorityOf(metadata: Readonly<Record<string, string>> | null, asked?: number): number {
  const own = metadata?.spillway_priority;
  const told = own === undefined ? undefined : (parsed(own) ?? refuse(own, 'metadata.spillway_priority'));
  if (asked !== undefined) return isPriority(asked) ? asked : refuse(asked, 'priority');
  return told ?? parsed(metadata?.priority) ?? DEFAULT;
}

function parsed(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = words.get(text) ?? (/^\d+$/.test(text) ? Number(text) : HIGHEST + 1);
  return isPriority(number) ? number : undefined;
}

function isPriority(number: number): boolean {
  return Number.isInteger(number) && number >= 0 && number <= HIGHEST;
}

function refuse(value: string | number, param: string): never {
  throw new SpillwayError(`'${value}' is no priority.`, {
    code: 'invalid_argument',
    param,
    hint: `Use ${[...words.keys()].join(', ')}, or a whole number from 0 to ${HIGHEST}.`,
  });
}
