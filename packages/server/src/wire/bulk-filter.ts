import type {
  BulkBatchFilter as ApiBulkBatchFilter,
  BulkDeadLetterFilter as ApiBulkDeadLetterFilter,
} from '@spillway/api-types';
import { type BulkBatchFilter, type BulkDeadLetterFilter, batchStatuses } from '@spillway/core';
import { z } from 'zod';
import { filterText, statusWord, YEAR_9999 } from './batch-filter.ts';
import { deadLetterFilter, deadLetterFilterOf } from './dead-letter-filter.ts';
import { recordId } from './record-id.ts';
import { seconds } from './unix-seconds.ts';

const MOST_IDS = 1_000;
const instant = z.int().min(0).max(YEAR_9999);
const all = z.literal(true).optional().meta({
  description: 'Says that all of the tenant are meant. A filter that chooses nothing away is refused without it.',
});

/** Which batches to act on: the words of their list, as JSON. A word that is none of these is refused: passed over, it would choose more. */
export const bulkBatchFilter: z.ZodType<ApiBulkBatchFilter> = z
  .strictObject({
    ids: z.array(recordId).max(MOST_IDS).optional(),
    status: z.array(statusWord).max(batchStatuses.length).optional(),
    priority: z.array(z.int()).max(100).optional(),
    user: filterText.optional(),
    endpoint: filterText.optional().meta({ example: '/v1/chat/completions' }),
    model: filterText.optional(),
    input_file_id: recordId.optional(),
    created_after: instant.optional().meta({ description: 'Created then or later, in seconds since the epoch.' }),
    created_before: instant.optional().meta({ description: 'Created before.' }),
    // A record of zod would drop a pair whose key is `__proto__`.
    metadata: z
      .custom<Record<string, string>>(isTexts, 'expected an object whose values are strings, without NUL')
      .meta({ override: { type: 'object', additionalProperties: { type: 'string' } } })
      .optional()
      .meta({ description: 'With all of these pairs.' }),
    search: filterText.optional(),
    all,
  })
  .meta({ id: 'BulkBatchFilter' });

/** Which dead letters to act on. */
export const bulkDeadLetterFilter: z.ZodType<ApiBulkDeadLetterFilter> = z
  .strictObject({
    ...deadLetterFilter,
    request_ids: z.array(recordId).min(1).max(MOST_IDS).optional().meta({ description: 'Only these.' }),
    all,
  })
  .meta({ id: 'BulkDeadLetterFilter' });

export function bulkBatchFilterOf(asked: ApiBulkBatchFilter): BulkBatchFilter {
  const { status, priority, input_file_id: inputFileId, created_after: from, created_before: before, ...same } = asked;
  return given({
    ...same,
    statuses: status,
    priorities: priority,
    inputFileId,
    createdFrom: from === undefined ? undefined : from * 1_000,
    createdBefore: before === undefined ? undefined : before * 1_000,
  });
}

export function bulkDeadLetterFilterOf(asked: ApiBulkDeadLetterFilter): BulkDeadLetterFilter {
  const { request_ids: requestIds, all: everything } = asked;
  return { ...deadLetterFilterOf(asked), ...given({ requestIds, all: everything }) };
}

/** Where the words of the API are not those of the library. */
const words: Readonly<Record<string, string>> = {
  statuses: 'status',
  priorities: 'priority',
  inputFileId: 'input_file_id',
  createdFrom: 'created_after',
  createdBefore: 'created_before',
  batchId: 'batch_id',
  requestIds: 'request_ids',
};

/** A filter of either kind in the words of the API. */
export function bulkFilterObject(
  filter: BulkBatchFilter | BulkDeadLetterFilter,
): ApiBulkBatchFilter | ApiBulkDeadLetterFilter {
  const said = Object.entries(given(filter)).map(([name, value]) => {
    const isInstant = name === 'createdFrom' || name === 'createdBefore';
    return [words[name] ?? name, isInstant ? seconds(Number(value)) : value];
  });
  return Object.fromEntries(said);
}

type Given<Fields> = { [name in keyof Fields]?: Exclude<Fields[name], undefined> };

/** Without what was left out. */
function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
}

function isTexts(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, text]) => typeof text === 'string' && !name.includes('\0') && !text.includes('\0'),
  );
}
