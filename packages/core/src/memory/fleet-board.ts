import type { Charge, FleetBoard, FleetDecision, FleetStanding, FleetTick } from '../store/fleet-board.ts';
import type { Permission } from '../store/lane.ts';
import type { MemoryState, StoredTick } from './memory-state.ts';
import { addEvents, type StoredBatch } from './stored-batch.ts';

export function createFleetBoard(state: MemoryState): FleetBoard {
  return {
    claimTick: async (query) => claimTick(state, query),
    decide: async (tick, decision) => decide(state, tick, decision),
    list: async () => listStandings(state),
    charges: async (pool) => chargesOf(state, pool),
  };
}

function keyOf({ pool, model }: { pool: string; model: string }): string {
  return JSON.stringify([pool, model]);
}

function claimTick(state: MemoryState, { model, leaseMs }: { model: string; leaseMs: number }): FleetTick | undefined {
  const now = state.now();
  const tick: StoredTick = state.ticks.get(model) ?? { fence: 0, dueAt: now, memory: null };
  if (now < tick.dueAt) return undefined;
  const fence = tick.fence + 1;
  state.ticks.set(model, { ...tick, fence, dueAt: now + leaseMs });
  return { model, fence, asOf: now, memory: structuredClone(tick.memory) };
}

function decide(state: MemoryState, { model, fence }: FleetTick, decision: FleetDecision): boolean {
  if (state.ticks.get(model)?.fence !== fence) return false;
  const now = state.now();
  const memory = structuredClone(decision.memory);
  state.ticks.set(model, { fence: fence + 1, dueAt: now + decision.nextInMs, memory });
  for (const { pool, desiredReplicas, permissions, observed = null } of decision.pools) {
    state.standings.set(keyOf({ pool, model }), { pool, model, desiredReplicas, decidedAt: now, observed });
    for (const { batchId, permission } of permissions) {
      permit(state.batches.get(batchId), { model, pool, permission });
    }
  }
  for (const recall of decision.recalls) recallClaims(state.batches.get(recall.batchId), model, recall.pool);
  for (const { batchId, event } of decision.events) {
    const batch = state.batches.get(batchId);
    if (batch) addEvents(batch, [event], now);
  }
  return true;
}

function permit(
  batch: StoredBatch | undefined,
  { model, pool, permission }: { model: string; pool: string; permission: Permission },
): void {
  if (!batch) return;
  const ofModel = batch.decided.get(model) ?? new Map<string, Permission>();
  batch.decided.set(model, ofModel.set(pool, permission));
}

function recallClaims(batch: StoredBatch | undefined, model: string, pool: string): void {
  for (const shard of batch?.shards.values() ?? []) {
    if (shard.held && shard.model === model && shard.pool === pool) shard.recalled = true;
  }
}

function listStandings({ standings }: MemoryState): FleetStanding[] {
  return [...standings.values()].sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function chargesOf({ charges }: MemoryState, pool: string): Charge[] {
  return [...(charges.get(pool) ?? [])].map(([tenant, service]) => ({ tenant, service }));
}
