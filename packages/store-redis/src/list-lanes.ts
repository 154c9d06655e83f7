import type { HeldRequests, Lane, LaneQuery, LaneSnapshot, Permission } from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import type { StoreContext } from './context.ts';
import { liveBatches, retire } from './hints.ts';

/** What one batch answers. */
interface BatchLanes {
  readonly tenant: string;
  readonly held: number;
  readonly lanes: readonly Lane[];
}

/** Asks every live batch for its lanes. A snapshot of each, not of all at one moment. */
export async function listLanes(context: StoreContext, query: LaneQuery): Promise<LaneSnapshot> {
  const asOf = await readTime(context);
  const ids = await liveBatches(context);
  const ofBatches = await Promise.all(ids.map((id) => lanesOf(context, id, query)));
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

async function lanesOf(
  context: StoreContext,
  batchId: string,
  { pool, models, suspects, withheld }: LaneQuery,
): Promise<BatchLanes> {
  const { session, keys, now } = context;
  const flags = [suspects, withheld ?? false, models !== undefined].map((flag) => (flag ? 1 : 0));
  const values = [now(), pool, ...flags, ...(models ?? [])];
  const reply = listOf(await session.run('lanes', [keys.batch(batchId)], values));
  const [, kept, held, tenant, priority, deadlineAt, createdAt, lanes = []] = reply;
  if (kept === 0) await retire(context, batchId);
  const common = { batchId, tenant: textOf(tenant), priority: numberOf(priority) };
  const instants = { deadlineAt: numberOf(deadlineAt), createdAt: numberOf(createdAt) };
  return {
    tenant: common.tenant,
    held: numberOf(held),
    lanes: listOf(lanes).map((lane) => {
      const [model, open, tokens, dueInMs, permission] = listOf(lane);
      return {
        ...common,
        ...instants,
        model: textOf(model),
        open: numberOf(open),
        tokens: Math.round(numberOf(tokens)),
        dueInMs: numberOf(dueInMs),
        permission: textOf(permission) as Permission,
      };
    }),
  };
}
