import type { Charge, FleetBoard, FleetDecision, FleetStanding, FleetTick, PoolDecision } from '@spillway/core/store';
import { findBatch, saveBatch } from './batches/stored-batch.ts';
import { addEvents } from './batches/timeline.ts';
import type { Database } from './database.ts';

export function createFleetBoard(db: Database): FleetBoard {
  return {
    claimTick: async (query) => db.write(() => claimTick(db, query)),
    decide: async (tick, decision) => db.write(() => decide(db, tick, decision)),
    list: async () => db.read(() => db.all<StandingRow>(standings, {}).map(toStanding)),
    charges: async (pool) => db.read(() => db.all<Charge>(chargesOfPool, { pool })),
  };
}

type StandingRow = Omit<FleetStanding, 'observed'> & { readonly observed: string | null };

const makeTick = `
  insert into ticks (model, fence, dueAt, memory) values (:model, 0, :now, 'null') on conflict do nothing`;
const takeTick = `
  update ticks set fence = fence + 1, dueAt = :dueAt where model = :model and dueAt <= :now returning fence, memory`;
const endTick = `
  update ticks set fence = fence + 1, dueAt = :dueAt, memory = :memory where model = :model and fence = :fence`;
const putStanding = `
  insert into standings (pool, model, desiredReplicas, decidedAt, observed)
  values (:pool, :model, :desiredReplicas, :now, :observed)
  on conflict (pool, model) do update set desiredReplicas = excluded.desiredReplicas,
    decidedAt = excluded.decidedAt, observed = excluded.observed`;
const permit = `
  insert into permissions (batchId, model, pool, permission)
  select id, :model, :pool, :permission from batches where id = :batchId
  on conflict (batchId, model, pool) do update set permission = excluded.permission`;
const recall = `
  update shards set recalled = 1 where batchId = :batchId and model = :model and pool = :pool and held = 1`;
const standings = 'select * from standings order by pool, model';
const chargesOfPool = 'select tenant, service from charges where pool = :pool order by tenant';

function claimTick(db: Database, { model, leaseMs }: { model: string; leaseMs: number }): FleetTick | undefined {
  const now = db.now();
  db.change(makeTick, { model, now });
  const taken = db.get<{ fence: number; memory: string }>(takeTick, { model, now, dueAt: now + leaseMs });
  return taken && { model, fence: taken.fence, asOf: now, memory: JSON.parse(taken.memory) };
}

function decide(db: Database, { model, fence }: FleetTick, decision: FleetDecision): boolean {
  const now = db.now();
  const memory = JSON.stringify(decision.memory ?? null);
  if (db.change(endTick, { model, fence, memory, dueAt: now + decision.nextInMs }) === 0) return false;
  for (const pool of decision.pools) decidePool(db, model, pool, now);
  for (const { batchId, pool } of decision.recalls) db.change(recall, { batchId, model, pool });
  for (const { batchId, event } of decision.events) {
    const batch = findBatch(db, batchId);
    if (!batch) continue;
    addEvents(db, batch, [event], now);
    saveBatch(db, batch);
  }
  return true;
}

function decidePool(db: Database, model: string, decision: PoolDecision, now: number): void {
  const { pool, permissions, desiredReplicas, observed } = decision;
  db.change(putStanding, { pool, model, desiredReplicas, observed, now });
  for (const { batchId, permission } of permissions) db.change(permit, { batchId, model, pool, permission });
}

function toStanding({ observed, ...row }: StandingRow): FleetStanding {
  return { ...row, observed: observed === null ? null : JSON.parse(observed) };
}
