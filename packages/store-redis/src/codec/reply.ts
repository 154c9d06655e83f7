import type { Reply } from '../session.ts';

/** Answers of scripts are read by position; a script that answers otherwise is broken code. */
export function listOf(reply: Reply | undefined): readonly Reply[] {
  if (Array.isArray(reply)) return reply as readonly Reply[];
  throw new Error('a script answered with something else than a list');
}

export function textOf(reply: Reply | undefined): string {
  return String(reply ?? '');
}

export function numberOf(reply: Reply | undefined): number {
  return Number(textOf(reply));
}

export function bytesOf(reply: Reply | undefined): Buffer {
  return Buffer.isBuffer(reply) ? reply : Buffer.from(textOf(reply));
}

/** The fields of a hash; undefined when there is no such hash. */
export function fieldsOf(reply: Reply | undefined): ReadonlyMap<string, string> | undefined {
  const fields = pairsOf(reply);
  return fields.length === 0 ? undefined : new Map(fields);
}

/** Names and values that follow each other. */
export function pairsOf(reply: Reply | undefined): readonly (readonly [string, string])[] {
  const flat = listOf(reply).map(textOf);
  return Array.from({ length: flat.length / 2 }, (_, index) => [flat[2 * index] ?? '', flat[2 * index + 1] ?? '']);
}
