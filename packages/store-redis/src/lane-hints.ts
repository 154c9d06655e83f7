import type { Batch } from '@spillway/core/store';
import { listOf, textOf } from './codec/reply.ts';
import type { StoreContext } from './context.ts';

/**
 * A list for each tenant, in the order in which its lanes are shown, of the batches that may have some: so that a look costs
 * what it shows and not all that lives. The hint is given once the record of the batch exists; when its maker dies in
 * between, whoever takes the step of the batch gives it.
 */
export async function hintLane({ session, keys }: StoreContext, batch: Ranked): Promise<void> {
  const { tenant } = batch;
  await session.run('hint-lane', [keys.laneTenants, keys.lanesOf(tenant)], [tenant, rankOf(batch)]);
}

/** A batch that may have lanes, and under what it stands on the list. */
export interface RankedBatch {
  readonly batchId: string;
  readonly rank: string;
}

export async function dropLane({ session, keys }: StoreContext, tenant: string, { rank }: RankedBatch): Promise<void> {
  await session.run('drop-lane', [keys.laneTenants, keys.lanesOf(tenant)], [tenant, rank]);
}

/** The first of a tenant's batches. */
export interface RankedTenant {
  readonly tenant: string;
  readonly first: readonly RankedBatch[];
}

export async function rankedTenants({ session, keys }: StoreContext, limit: number): Promise<readonly RankedTenant[]> {
  const rows = listOf(await session.run('rank-lanes', [keys.laneTenants, keys.lanesOf('')], [limit]));
  return rows.map((row) => {
    const [tenant, first] = listOf(row);
    return { tenant: textOf(tenant), first: listOf(first).map(textOf).map(toRanked) };
  });
}

/** Further batches of a tenant: behind one of them and not from a place, which moves when others leave the list. */
export async function rankedBehind(
  { session, keys }: StoreContext,
  { tenant, rank, limit }: { readonly tenant: string; readonly rank: string; readonly limit: number },
): Promise<readonly RankedBatch[]> {
  const list = keys.lanesOf(tenant);
  return (await session.call((redis) => redis.zrangebylex(list, `(${rank}`, '+', 'LIMIT', 0, limit))).map(toRanked);
}

type Ranked = Pick<Batch, 'id' | 'tenant' | 'priority' | 'deadlineAt' | 'createdAt'>;

const [priorityDigits, instantDigits] = [10, 15];
const highest = 2 ** 31;

/** Texts in the order of the lanes: highest priority first, then earliest deadline, then oldest. */
export function rankOf({ id, priority, deadlineAt, createdAt }: Omit<Ranked, 'tenant'>): string {
  const inverse = highest - Math.max(-highest, Math.min(highest, Math.floor(priority)));
  const instants = [deadlineAt, createdAt].map((at) => String(at).padStart(instantDigits, '0'));
  return `${String(inverse).padStart(priorityDigits, '0')}${instants.join('')}${id}`;
}

function toRanked(rank: string): RankedBatch {
  return { batchId: rank.slice(priorityDigits + 2 * instantDigits), rank };
}
