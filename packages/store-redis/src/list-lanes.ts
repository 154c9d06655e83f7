import type { HeldRequests, Lane, LaneQuery, LaneSnapshot } from '@spillway/core/store';
import { askBatch, type BatchLanes } from './ask-lanes.ts';
import type { StoreContext } from './context.ts';
import { firstLanes } from './first-lanes.ts';
import { liveBatches } from './hints.ts';

/**
 * The lanes that are shown first, from as few batches as it takes; what tenants hold is known only when every live batch is
 * asked. A snapshot of each, not of all at one moment.
 */
export async function listLanes(context: StoreContext, query: LaneQuery): Promise<LaneSnapshot> {
  const asOf = await readTime(context);
  const ofBatches = query.held ? await askAll(context, query) : await firstLanes(context, query);
  const ofTenants = Map.groupBy(
    ofBatches.flatMap(({ lanes }) => lanes),
    ({ tenant }) => tenant,
  );
  const ranked = [...ofTenants.values()].flatMap((ofTenant) =>
    ofTenant
      .sort(inOrder)
      .slice(0, query.perTenant)
      .map((lane, rank) => ({ lane, rank })),
  );
  ranked.sort((left, right) => left.rank - right.rank);
  const lanes = ranked.slice(0, query.limit).map(({ lane }) => lane);
  return { asOf, lanes, ...(query.held && { held: sumOf(ofBatches) }) };
}

async function askAll(context: StoreContext, query: LaneQuery): Promise<readonly BatchLanes[]> {
  const ids = await liveBatches(context);
  return Promise.all(ids.map((id) => askBatch(context, id, query)));
}

async function readTime({ session, now }: StoreContext): Promise<number> {
  const given = now();
  if (given !== '') return Number(given);
  const [seconds = 0, micros = 0] = (await session.call((redis) => redis.time())).map(Number);
  return seconds * 1_000 + Math.floor(micros / 1_000);
}

function inOrder(left: Lane, right: Lane): number {
  return right.priority - left.priority || left.deadlineAt - right.deadlineAt || left.createdAt - right.createdAt;
}

function sumOf(ofBatches: readonly BatchLanes[]): readonly HeldRequests[] {
  const ofTenants = new Map<string, number>();
  for (const { tenant, held } of ofBatches) {
    if (held > 0) ofTenants.set(tenant, (ofTenants.get(tenant) ?? 0) + held);
  }
  return [...ofTenants].map(([tenant, requests]) => ({ tenant, requests }));
}
