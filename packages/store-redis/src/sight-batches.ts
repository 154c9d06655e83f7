import { type Batch, type BatchFilter, matchesBatch } from '@spillway/core/store';
import { decodeBatch } from './codec/batch.ts';
import type { StoreContext } from './context.ts';

/** What filters and orders ask of a record: a small part of it. */
const asked = [
  ...([
    'tenant',
    'user',
    'phase',
    'inputFileId',
    'endpoint',
    'metadata',
    'priority',
    'createdAt',
    'deadlineAt',
  ] as const),
  ...(['inProgressAt', 'endedAt', 'cancelRequestedAt', 'purgedAt', 'deadLettered', 'plan'] as const),
];

/** Those of the batches that the filter chooses, with no more of each than filters and orders ask. */
export async function sightBatches(
  { session, keys }: StoreContext,
  ids: readonly string[],
  filter: BatchFilter,
): Promise<readonly Batch[]> {
  const records = await Promise.all(ids.map((id) => session.call((redis) => redis.hmget(keys.batch(id), ...asked))));
  return records.flatMap((values, index) => {
    const fields = asked.flatMap((name, at) => (typeof values[at] === 'string' ? [[name, values[at]] as const] : []));
    if (fields[0]?.[0] !== 'tenant') return [];
    const batch = decodeBatch(ids[index] as string, new Map(fields));
    return matchesBatch(batch, filter) ? [batch] : [];
  });
}
