import type { BatchFilter, BatchOrdering, BatchQuery } from '@spillway/core/store';
import { encodeFilter } from './codec/batch-filter.ts';
import type { StoreContext } from './context.ts';
import type { Statement } from './statement.ts';
import type { Statements } from './statements/index.ts';

/** The ids of a page of batches, and of one more. */
export async function listBatchIds(
  { session, statements }: StoreContext,
  { order = 'newest', after, limit, ...filter }: BatchQuery,
): Promise<readonly string[]> {
  const place = [after ?? null, limit + 1];
  if (isPlainDeadLetters(filter) && order === 'newest') {
    const rows = await session.rows(statements.listDeadLetterBatches, [filter.tenant, ...place]);
    return rows.map(({ id }) => id);
  }
  const values = [...encodeFilter(filter), ...place];
  const rows = isNamed(filter)
    ? await session.rows(statements.listNamedBatches, [...values, order === 'newest', order === 'deadline'])
    : await session.rows(inOrder(order, statements), values);
  return rows.map(({ id }) => id);
}

export async function countBatches({ session, statements }: StoreContext, filter: BatchFilter): Promise<number> {
  const statement = isNamed(filter) ? statements.countNamedBatches : statements.countBatches;
  const [row] = await session.rows(statement, encodeFilter(filter));
  return Number(row?.batches);
}

/** Whether an index knows what the filter names. */
function isNamed({ ids, inputFileId }: BatchFilter): boolean {
  return ids !== undefined || inputFileId !== undefined;
}

/** Whoever walks the dead letters of a tenant asks so, and has an index of their batches. */
function isPlainDeadLetters({ withDeadLetters, tenant, ...filter }: BatchFilter): boolean {
  return withDeadLetters === true && tenant !== undefined && Object.keys(filter).length === 0;
}

function inOrder(order: BatchOrdering, statements: Statements): Statement<{ readonly id: string }> {
  if (order === 'newest') return statements.listBatchesNewestFirst;
  return order === 'oldest' ? statements.listBatchesOldestFirst : statements.listBatchesByDeadline;
}
