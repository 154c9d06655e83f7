import type { Charge, FleetBoard, FleetDecision, FleetStanding, FleetTick } from '../store/fleet-board.ts';
import type { Permission } from '../store/lane.ts';
import type { MemoryState, StoredTick } from './memory-state.ts';
import { addEvents, type StoredBatch } from './stored-batch.ts';

export function createFleetBoard(state: MemoryState): FleetBoard {
  return {
    claimTick: async (query) => claimTick(state, query),
    decide: async (tick, decision) => decide(state, tick, decision),
    list: async () => standings(state),
    charges: async (pool) => chargesOf(state, pool),
  };
}

function keyOf({ pool, model }: { pool: string; model: string }): string {
  return JSON.stringify([pool, model]);
}

function claimTick(
  state: MemoryState,
  { pool, model, leaseMs }: { pool: string; model: string; leaseMs: number },
): FleetTick | undefined {
  const now = state.now();
  const key = keyOf({ pool, model });
  const tick: StoredTick = state.ticks.get(key) ?? { fence: 0, dueAt: now, standing: undefined };
  if (now < tick.dueAt) return undefined;
  state.ticks.set(key, { ...tick, fence: tick.fence + 1, dueAt: now + leaseMs });
  return { pool, model, fence: tick.fence + 1, asOf: now };
}

function decide(state: MemoryState, { pool, model, fence }: FleetTick, decision: FleetDecision): boolean {
  const key = keyOf({ pool, model });
  if (state.ticks.get(key)?.fence !== fence) return false;
  const now = state.now();
  const standing = { pool, model, desiredReplicas: decision.desiredReplicas, decidedAt: now };
  state.ticks.set(key, { fence: fence + 1, dueAt: now + decision.nextInMs, standing });
  for (const { batchId, permission } of decision.permissions) {
    permit(state.batches.get(batchId), { model, pool, permission });
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

function standings({ ticks }: MemoryState): FleetStanding[] {
  return [...ticks.values()]
    .flatMap(({ standing }) => standing ?? [])
    .sort((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
}

function chargesOf({ charges }: MemoryState, pool: string): Charge[] {
  return [...(charges.get(pool) ?? [])].map(([tenant, service]) => ({ tenant, service }));
}
