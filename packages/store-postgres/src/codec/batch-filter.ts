import { type BatchFilter, batchStatuses } from '@spillway/core/store';

/** Characters between which names, values and models stand in columns, see the migration 0011. */
const [edge, equals] = ['\uE001', '\uE002'];

/** The first thirteen parameters of the statements that list or count batches, see `chosenByRecord`. */
export function encodeFilter(filter: BatchFilter): readonly unknown[] {
  const { tenant, ids, statuses, priorities, user, endpoint, model, inputFileId, metadata, search } = filter;
  const pairs = Object.entries(metadata ?? {}).map((pair) => edge + pair.map(legible).join(equals) + edge);
  return [
    tenant ?? null,
    statuses ? [...new Set(statuses)] : batchStatuses,
    ids?.map(legible) ?? null,
    priorities?.filter(isInt) ?? null,
    textOrNull(user),
    textOrNull(endpoint),
    model === undefined ? null : edge + legible(model) + edge,
    textOrNull(inputFileId),
    boundOf(filter.createdFrom),
    boundOf(filter.createdBefore),
    pairs.length > 0 ? pairs : null,
    search === undefined ? null : legible(search).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    filter.withDeadLetters ?? false,
  ];
}

/** What no batch can have, since PostgreSQL does not keep it, is asked for as text that none has. */
function textOrNull(text: string | undefined): string | null {
  return text === undefined ? null : legible(text);
}

/** Instants of batches are whole and within bounds, so another number says as much as the next of them. */
function boundOf(at: number | undefined): number | null {
  if (at === undefined) return null;
  return Math.ceil(Math.min(Math.max(at, -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER));
}

/** Whether a batch can have such a priority: PostgreSQL refuses to compare it with another number. */
function isInt(priority: number): boolean {
  return priority === (priority | 0);
}

/** As the database has it: what text cannot hold there is another character. */
export function legible(text: string): string {
  return text
    .replaceAll('\0', '\uE000')
    .replace(/\p{Surrogate}/gu, (half) => String.fromCharCode(half.charCodeAt(0) + 0x1000));
}
