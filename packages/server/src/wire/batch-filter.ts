import type { BulkBatchFilter } from '@spillway/api-types';
import { type BatchChoice, type BatchStatus, batchStatuses } from '@spillway/core';
import { z } from 'zod';
import { type Caller, isOperator } from '../access/caller.ts';
import { commaList } from './comma-list.ts';
import { HttpRefusal } from './error-body.ts';
import { recordId } from './record-id.ts';
import { wholeNumber } from './whole-number.ts';

/** The last second that people write with four digits, since the epoch. */
export const YEAR_9999 = 253_402_300_799;
const instant = wholeNumber(0, YEAR_9999);

/** What a name or a text in a filter may be. */
export const filterText: z.ZodString = z
  .string()
  .max(1_024)
  .regex(/^[^\0]*$/, 'expected no NUL');

/** A status, in the words of the wire. */
export const statusWord: z.ZodType<BatchStatus> = z.enum(batchStatuses, {
  error: ({ input }) => `there is no status '${input}', only ${batchStatuses.join(', ')}`,
});

/** What a query says of the batches that it wants: the words of a bulk action's filter, but for one pair of metadata as text. */
export interface AskedBatches extends Omit<BulkBatchFilter, 'metadata' | 'all'> {
  readonly metadata?: string | undefined;
  readonly all_tenants?: 'true' | 'false' | undefined;
}

/** The words of a query that choose batches. All are optional, and a batch must satisfy each that is given. */
export const batchFilterQuery: { readonly [word in keyof AskedBatches]-?: z.ZodType<AskedBatches[word]> } = {
  ids: commaList(recordId, 100).optional().meta({ description: 'Ids with commas between them, 100 at the most.' }),
  status: commaList(statusWord, batchStatuses.length)
    .optional()
    .meta({ description: 'Statuses with commas between them.' }),
  priority: commaList(priorityNumber(), 100).optional().meta({ description: 'Priorities with commas between them.' }),
  user: filterText.optional(),
  endpoint: filterText.optional().meta({ example: '/v1/chat/completions' }),
  model: filterText.optional().meta({ description: 'With requests for this model; none before they are planned.' }),
  input_file_id: recordId.optional(),
  created_after: instant.optional().meta({ description: 'Created then or later, in seconds since the epoch.' }),
  created_before: instant.optional().meta({ description: 'Created before.' }),
  metadata: filterText
    .regex(/^[^=]+=/, 'expected name=value')
    .optional()
    .meta({ description: 'With this pair, as `name=value`.' }),
  search: filterText.optional().meta({
    description:
      'Whose id begins with this text, or one of whose metadata names or values contains it, in either case.',
  }),
  all_tenants: z.enum(['true', 'false']).optional().meta({ description: 'For operators: those of every tenant.' }),
};

/** The choice of a call: of the caller's tenant, or of all where an operator asks so. */
export function batchChoiceOf(caller: Caller, asked: AskedBatches): BatchChoice {
  const { ids, status, priority, user, endpoint, model, search, metadata } = asked;
  return {
    ...tenantsOf(caller, asked),
    ...(ids && { ids }),
    ...(status && { statuses: status }),
    ...(priority && { priorities: priority }),
    ...(user !== undefined && { user }),
    ...(endpoint !== undefined && { endpoint }),
    ...(model !== undefined && { model }),
    ...(asked.input_file_id !== undefined && { inputFileId: asked.input_file_id }),
    ...(asked.created_after !== undefined && { createdFrom: asked.created_after * 1_000 }),
    ...(asked.created_before !== undefined && { createdBefore: asked.created_before * 1_000 }),
    ...(metadata !== undefined && { metadata: pairOf(metadata) }),
    ...(search !== undefined && { search }),
  };
}

function tenantsOf(caller: Caller, asked: AskedBatches): Pick<BatchChoice, 'tenant' | 'allTenants'> {
  if (asked.all_tenants !== 'true') return { tenant: caller.tenant };
  if (isOperator(caller)) return { allTenants: true };
  throw new HttpRefusal(403, {
    message: "Only a key with the scope 'operator' may ask for batches of all tenants.",
    type: 'permission_error',
    param: 'all_tenants',
    code: 'insufficient_scope',
  });
}

function pairOf(text: string): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  return Object.fromEntries([[text.slice(0, at), text.slice(at + 1)]]);
}

function priorityNumber(): z.ZodType<number> {
  return z
    .string()
    .regex(/^-?\d{1,9}$/, 'expected whole numbers')
    .transform(Number);
}
