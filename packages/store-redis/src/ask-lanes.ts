import type { Lane, LaneQuery, Permission } from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import type { StoreContext } from './context.ts';
import { retire } from './hints.ts';
import { rankOf } from './lane-hints.ts';

/** What one batch answers. */
export interface BatchLanes {
  readonly tenant: string;
  /** Under what it stands among the batches of its tenant; '' when it is over. */
  readonly rank: string;
  /** Requests in workers' hands. */
  readonly held: number;
  readonly lanes: readonly Lane[];
}

export async function askBatch(
  context: StoreContext,
  batchId: string,
  { pool, models, suspects, withheld, held: counts }: LaneQuery,
): Promise<BatchLanes> {
  const { session, keys, now } = context;
  const flags = [suspects, withheld, counts, models !== undefined].map((flag) => (flag ? 1 : 0));
  const values = [now(), pool, ...flags, ...(models ?? [])];
  const reply = listOf(await session.run('lanes', [keys.batch(batchId)], values));
  const [, kept, held, tenant, priority, deadlineAt, createdAt, lanes = []] = reply;
  if (kept === 0) await retire(context, batchId);
  const common = { batchId, tenant: textOf(tenant), priority: numberOf(priority) };
  const instants = { deadlineAt: numberOf(deadlineAt), createdAt: numberOf(createdAt) };
  return {
    tenant: common.tenant,
    rank: kept === 0 ? '' : rankOf({ id: batchId, priority: common.priority, ...instants }),
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
