import type { Batch, BatchFilter, BatchOrdering, BatchQuery, BatchStatus } from '@spillway/core/store';
import type { StoreContext } from './context.ts';
import { liveBatches, membersOf } from './hints.ts';
import { sightBatches } from './sight-batches.ts';

/** A batch with its place in every order. */
interface Placed {
  readonly id: string;
  readonly number: number;
  readonly deadlineAt: number;
}

const atOnce = 1_000;
const live: ReadonlySet<BatchStatus> = new Set(['validating', 'in_progress', 'finalizing', 'cancelling']);

/** Whether the filter names what it chooses from, or only what lives: that is looked at without walking a list. */
export function isFewCandidates({ ids, statuses }: BatchFilter): boolean {
  return ids !== undefined || (statuses?.every((status) => live.has(status)) ?? false);
}

/** The list of a tenant's batches, or of all, by their creation. */
export function batchList({ keys }: StoreContext, tenant: string | undefined): string {
  return tenant === undefined ? keys.allBatches : keys.tenantBatches(tenant);
}

/**
 * The ids of a page in any order: whatever the filter may choose is looked at, some at a time, and only the first are kept.
 */
export async function gatherBatches(
  context: StoreContext,
  { order = 'newest', after, limit, ...filter }: BatchQuery,
): Promise<readonly string[]> {
  const [begin] = after === undefined ? [] : await placesOf(context, [after], onlyTenant(filter));
  if (after !== undefined && !begin) return [];
  const compare = comparisons[order];
  let first: readonly Placed[] = [];
  for await (const ids of candidates(context, filter)) {
    const found = await placesOf(context, ids, filter);
    const behind = found.filter((place) => !begin || compare(place, begin) > 0);
    first = [...first, ...behind].sort(compare).slice(0, limit);
  }
  return first.map(({ id }) => id);
}

/** What the filter may choose, each once. */
export async function* candidates(context: StoreContext, filter: BatchFilter): AsyncGenerator<readonly string[]> {
  if (isFewCandidates(filter)) {
    const ids = [...new Set(filter.ids ?? (await liveBatches(context)))];
    for (let from = 0; from < ids.length; from += atOnce) yield ids.slice(from, from + atOnce);
    return;
  }
  const list = batchList(context, filter.tenant);
  for (let after: string | undefined, more = true; more; ) {
    const ids: readonly string[] = await membersOf(context, list, { after, order: 'asc', limit: atOnce });
    yield ids;
    after = ids.at(-1);
    more = ids.length === atOnce;
  }
}

const comparisons: Readonly<Record<BatchOrdering, (left: Placed, right: Placed) => number>> = {
  newest: (left, right) => byNumber(right, left),
  oldest: byNumber,
  deadline: (left, right) => left.deadlineAt - right.deadlineAt || byNumber(left, right),
};

/** Of one number may be what was created before there was a list, in one millisecond: by id, as in the list. */
function byNumber(left: Placed, right: Placed): number {
  if (left.number !== right.number) return left.number - right.number;
  return left.id < right.id ? -1 : left.id > right.id ? 1 : 0;
}

/** A batch whose maker died before it had a place is on no list. */
async function placesOf(
  context: StoreContext,
  ids: readonly string[],
  filter: BatchFilter,
): Promise<readonly Placed[]> {
  const list = batchList(context, filter.tenant);
  const seen = await sightBatches(context, ids, filter);
  const places = seen.map(async ({ id, deadlineAt }: Batch) => {
    const number = await context.session.call((redis) => redis.zscore(list, id));
    return number === null ? [] : [{ id, number: Number(number), deadlineAt }];
  });
  return (await Promise.all(places)).flat();
}

function onlyTenant({ tenant }: BatchFilter): BatchFilter {
  return tenant === undefined ? {} : { tenant };
}
