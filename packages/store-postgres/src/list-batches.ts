import type { BatchFilter, BatchOrdering, BatchQuery } from '@spillway/core/store';
import { encodeFilter, legible } from './codec/batch-filter.ts';
import type { StoreContext } from './context.ts';
import type { Statement } from './statement.ts';
import type { Statements } from './statements/index.ts';

/** The ids of a page of batches, and of one more. */
export async function listBatchIds(
  { session, statements }: StoreContext,
  { order = 'newest', after, limit, ...filter }: BatchQuery,
): Promise<readonly string[]> {
  const place = [after === undefined ? null : legible(after), limit + 1];
  if (isPlainDeadLetters(filter) && order === 'newest') {
    const rows = await session.rows(statements.listDeadLetterBatches, [filter.tenant, ...place]);
    return rows.map(({ id }) => id);
  }
  const values = [...encodeFilter(filter), ...place];
  const rows = isNamed(filter)
    ? await session.rows(statements.listNamedBatches, [...values, order === 'newest', order === 'deadline'])
    : await session.rows(inOrder(order, filter, statements), values);
  return rows.map(({ id }) => id);
}

export async function countBatches({ session, statements }: StoreContext, filter: BatchFilter): Promise<number> {
  const ofAll = isShort(filter) ? statements.countBatches : statements.countFoundBatches;
  const statement = isNamed(filter) ? statements.countNamedBatches : ofAll;
  const [row] = await session.rows(statement, encodeFilter(filter));
  return Number(row?.batches);
}

/** Whether an index knows what the filter names. */
function isNamed({ ids, inputFileId }: BatchFilter): boolean {
  return ids !== undefined || inputFileId !== undefined;
}

/** Whether the indexes of lists hold whatever the filter asks, see `chosenByIndex`. */
function isShort({ model, metadata, search }: BatchFilter): boolean {
  return model === undefined && search === undefined && Object.keys(metadata ?? {}).length === 0;
}

/** Whoever walks the dead letters of a tenant asks so, and has an index of their batches. */
function isPlainDeadLetters({ withDeadLetters, tenant, ...filter }: BatchFilter): boolean {
  return withDeadLetters === true && tenant !== undefined && Object.keys(filter).length === 0;
}

/** Whether nothing is passed over within a tenant and its statuses. */
function isPlain({ tenant: _, statuses: __, ...filter }: BatchFilter): boolean {
  return Object.values(filter).every((wanted) => wanted === undefined);
}

function inOrder(
  order: BatchOrdering,
  filter: BatchFilter,
  statements: Statements,
): Statement<{ readonly id: string }> {
  const short = isShort(filter);
  if (order === 'deadline') {
    return short && !isPlain(filter) ? statements.sortBatchesByDeadline : statements.listBatchesByDeadline;
  }
  if (order === 'newest') return short ? statements.listBatchesNewestFirst : statements.findBatchesNewestFirst;
  return short ? statements.listBatchesOldestFirst : statements.findBatchesOldestFirst;
}
