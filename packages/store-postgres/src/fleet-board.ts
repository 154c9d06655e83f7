import type { FleetBoard, FleetDecision, FleetTick } from '@spillway/core/store';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';

export function createFleetBoard(context: StoreContext): FleetBoard {
  const { session, statements, now } = context;
  return {
    async claimTick({ model, leaseMs }) {
      const [row] = await session.rows(statements.claimTick, [model, wholeMs(leaseMs), now()]);
      return row && { model, fence: Number(row.fence), asOf: Number(row.as_of), memory: row.memory };
    },
    decide: (tick, decision) => decide(context, tick, decision),
    async list() {
      const rows = await session.rows(statements.listStandings, []);
      return rows.map(({ pool, model, desired_replicas: desiredReplicas, decided_at: decidedAt, observed }) => {
        return { pool, model, desiredReplicas, decidedAt: Number(decidedAt), observed };
      });
    },
    charges: (pool) => session.rows(statements.charges, [pool]),
  };
}

async function decide(
  { session, statements, now }: StoreContext,
  { model, fence }: FleetTick,
  { pools, recalls, nextInMs, events, memory }: FleetDecision,
): Promise<boolean> {
  const permissions = pools.flatMap(({ pool, permissions }) => permissions.map((one) => ({ ...one, pool })));
  const rows = await session.rows(statements.decide, [
    model,
    fence,
    wholeMs(nextInMs),
    JSON.stringify(memory ?? null),
    pools.map(({ pool }) => pool),
    pools.map(({ desiredReplicas }) => desiredReplicas),
    permissions.map(({ batchId }) => batchId),
    permissions.map(({ pool }) => pool),
    permissions.map(({ permission }) => permission),
    recalls.map(({ batchId }) => batchId),
    recalls.map((recall) => recall.pool),
    events.map(({ batchId }) => batchId),
    events.map(({ event }) => event.kind),
    events.map(({ event }) => event.text),
    now(),
    pools.map(({ observed }) => (observed ? JSON.stringify(observed) : null)),
  ]);
  return rows.length > 0;
}
