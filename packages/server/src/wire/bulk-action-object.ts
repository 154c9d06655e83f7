import type { BulkAction as ApiBulkAction, BulkActionCounts, BulkActionProblem } from '@spillway/api-types';
import type { BulkAction, BulkActionForecast, BulkActionOrder } from '@spillway/core';
import { bulkActionKinds } from '@spillway/core/store';
import { z } from 'zod';
import { bulkBatchFilter, bulkDeadLetterFilter, bulkFilterObject } from './bulk-filter.ts';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const statuses = ['queued', 'running', 'completed', 'cancelling', 'cancelled', 'dry_run'] as const;

/** An action on many batches. */
export const bulkActionSchema: z.ZodType<ApiBulkAction> = objectSchema<ApiBulkAction>({
  id: z.string().nullable().meta({ description: 'Null for a dry run.' }),
  object: z.literal('bulk_action'),
  action: z.enum(bulkActionKinds),
  filter: z.union([bulkBatchFilter, bulkDeadLetterFilter]),
  completion_window: z.string().nullable(),
  dry_run: z.boolean(),
  status: z.enum(statuses),
  counts: objectSchema<BulkActionCounts>({
    matched: z.int(),
    done: z.int().meta({ description: 'Stands as the action wants it. Of a dry run: would be done.' }),
    skipped: z.int().meta({ description: 'There was nothing to do, or no longer.' }),
    failed: z.int().meta({ description: 'It could not be done, for instance for want of room.' }),
  }).meta({
    description:
      'Batches, or dead letters for the actions on these. Of a completed action the other three add up to `matched`.',
  }),
  problems: z
    .array(objectSchema<BulkActionProblem>({ batch_id: z.string(), code: z.string(), message: z.string() }))
    .meta({ description: 'Why batches were skipped, or failed: the first twenty.' }),
  created_at: unixSeconds,
  started_at: unixSeconds.nullable(),
  ended_at: unixSeconds.nullable(),
}).meta({ id: 'BulkAction' });

export function bulkActionObject(action: BulkAction): ApiBulkAction {
  const { id, status, createdAt, startedAt, endedAt } = action;
  return {
    id,
    ...orderFields(action),
    dry_run: false,
    status,
    ...forecastFields(action),
    created_at: seconds(createdAt),
    started_at: seconds(startedAt),
    ended_at: seconds(endedAt),
  };
}

/** What an order would come to, in the shape of the action that it would be. */
export function dryRunObject(order: BulkActionOrder, forecast: BulkActionForecast, asOf: number): ApiBulkAction {
  return {
    id: null,
    ...orderFields({ ...order, window: order.window ?? null }),
    dry_run: true,
    status: 'dry_run',
    ...forecastFields(forecast),
    created_at: seconds(asOf),
    started_at: null,
    ended_at: null,
  };
}

type OrderFields = Pick<ApiBulkAction, 'object' | 'action' | 'filter' | 'completion_window'>;
type ForecastFields = Pick<ApiBulkAction, 'counts' | 'problems'>;

function orderFields({ action, filter, window }: Pick<BulkAction, 'action' | 'filter' | 'window'>): OrderFields {
  return { object: 'bulk_action', action, filter: bulkFilterObject(filter), completion_window: window };
}

function forecastFields({ counts, problems }: BulkActionForecast): ForecastFields {
  const { matched, done, skipped, failed } = counts;
  return {
    counts: { matched, done, skipped, failed },
    problems: problems.map(({ batchId, code, message }) => ({ batch_id: batchId, code, message })),
  };
}
