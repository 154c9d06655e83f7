import type { BatchListQuery } from '@spillway/core';
import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { type AskedBatches, batchChoiceOf, batchFilterQuery } from './batch-filter.ts';
import { recordId } from './record-id.ts';
import { wholeNumber } from './whole-number.ts';

/** What a call says of the page of batches that it wants. */
export interface AskedPage extends AskedBatches {
  readonly order?: NonNullable<BatchListQuery['order']> | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

/** The words of a query that choose a page of batches. */
export const batchPageQuery: z.ZodType<AskedPage> = z.object({
  ...batchFilterQuery,
  order: z
    .enum(['newest', 'oldest', 'deadline'])
    .optional()
    .meta({ description: 'By creation, or the soonest deadline first; `newest` by default.' }),
  after: recordId.optional(),
  limit: wholeNumber(1, 100).optional(),
});

/** The page of a call. */
export function batchPageOf(
  caller: Caller,
  { after, limit = 20, order = 'newest', ...asked }: AskedPage,
): BatchListQuery {
  return { ...batchChoiceOf(caller, asked), order, limit, ...(after !== undefined && { after }) };
}
