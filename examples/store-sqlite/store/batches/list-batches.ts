import { type Batch, type BatchFilter, type BatchPage, type BatchQuery, matchesBatch } from '@spillway/core/store';
import type { Database } from '../database.ts';
import { type BatchRow, toBatch, toStored } from './stored-batch.ts';

/** Behind which row a reader goes on. */
type Place = Pick<BatchRow, 'number' | 'deadlineAt'>;
type Order = NonNullable<BatchQuery['order']>;

const rowsAtOnce = 200;

const place = `
  select number, deadlineAt from batches where id = :after and (:tenant is null or tenant = :tenant)`;
const pages: Readonly<Record<Order, string>> = {
  newest: `
    select * from batches
    where (:tenant is null or tenant = :tenant) and number < :number
      and (not :withDeadLetters or deadLettered > 0)
    order by number desc limit :limit`,
  oldest: `
    select * from batches
    where (:tenant is null or tenant = :tenant) and number > :number
      and (not :withDeadLetters or deadLettered > 0)
    order by number limit :limit`,
  deadline: `
    select * from batches
    where (:tenant is null or tenant = :tenant) and (deadlineAt, number) > (:deadlineAt, :number)
      and (not :withDeadLetters or deadLettered > 0)
    order by deadlineAt, number limit :limit`,
};
const beginnings: Readonly<Record<Order, Place>> = {
  newest: { number: Number.MAX_SAFE_INTEGER, deadlineAt: 0 },
  oldest: { number: -1, deadlineAt: 0 },
  deadline: { number: -1, deadlineAt: Number.MIN_SAFE_INTEGER },
};

export function listBatches(db: Database, { order = 'newest', after, limit, ...filter }: BatchQuery): BatchPage {
  const from = after === undefined ? beginnings[order] : db.get<Place>(place, { tenant: filter.tenant, after });
  if (!from) return { batches: [], hasMore: false };
  const batches = chosen(db, filter, { order, from })
    .take(limit + 1)
    .toArray();
  return { batches: batches.slice(0, limit), hasMore: batches.length > limit };
}

export function countBatches(db: Database, filter: BatchFilter): number {
  const all = chosen(db, filter, { order: 'oldest', from: beginnings.oldest });
  return all.reduce((sum) => sum + 1, 0);
}

/** The database knows tenants, orders and counts; whatever else a filter says is asked of each batch. */
function* chosen(
  db: Database,
  filter: BatchFilter,
  { order, from }: { readonly order: Order; readonly from: Place },
): Generator<Batch, undefined> {
  for (let behind: Place | undefined = from; behind; ) {
    const { tenant, withDeadLetters = false } = filter;
    const { number, deadlineAt } = behind;
    const parameters = { tenant, withDeadLetters, number, deadlineAt, limit: rowsAtOnce };
    const rows: BatchRow[] = db.all<BatchRow>(pages[order], parameters);
    for (const row of rows) {
      const batch = toBatch(toStored(row));
      if (matchesBatch(batch, filter)) yield batch;
    }
    behind = rows.length < rowsAtOnce ? undefined : rows.at(-1);
  }
}
