import type { HeldRequests, Lane, LaneQuery, LaneSnapshot } from '../store/lane.ts';
import { sizeOf } from '../store/seqs.ts';
import type { MemoryState } from './memory-state.ts';
import { handsOut, permissionOf, type StoredBatch } from './stored-batch.ts';
import { isHeld, isOffered, isOpen, isSuspect, type StoredShard } from './stored-shard.ts';

export function listLanes(state: MemoryState, query: LaneQuery): LaneSnapshot {
  const now = state.now();
  const lanes = [...state.batches.values()]
    .filter((batch) => handsOut(batch, now))
    .flatMap((batch) => lanesOf(batch, query, now));
  const ofTenants = Map.groupBy(lanes, ({ tenant }) => tenant);
  const ranked = [...ofTenants.values()].flatMap((ofTenant) =>
    ofTenant
      .sort(inOrder)
      .slice(0, query.perTenant)
      .map((lane, rank) => ({ lane, rank })),
  );
  ranked.sort((left, right) => left.rank - right.rank);
  const shown = ranked.slice(0, query.limit).map(({ lane }) => lane);
  return { asOf: now, lanes: shown, ...(query.held && { held: heldRequests(state) }) };
}

function heldRequests(state: MemoryState): HeldRequests[] {
  const ofTenants = new Map<string, number>();
  for (const { record, shards } of state.batches.values()) {
    for (const shard of shards.values()) {
      if (!isHeld(shard, state.now())) continue;
      ofTenants.set(record.tenant, (ofTenants.get(record.tenant) ?? 0) + sizeOf(shard.open));
    }
  }
  return [...ofTenants].map(([tenant, requests]) => ({ tenant, requests }));
}

function inOrder(left: Lane, right: Lane): number {
  return right.priority - left.priority || left.deadlineAt - right.deadlineAt || left.createdAt - right.createdAt;
}

function lanesOf(batch: StoredBatch, query: LaneQuery, now: number): Lane[] {
  const ofModels = Map.groupBy([...batch.shards.values()].filter(isOpen), ({ model }) => model);
  return [...ofModels]
    .filter(([model]) => query.models?.includes(model) ?? true)
    .filter(([model, shards]) => isShown(batch, { model, shards, query, now }))
    .map(([model, shards]) => laneOf(batch, { model, shards, query, now }));
}

interface LaneView {
  readonly model: string;
  readonly shards: readonly StoredShard[];
  readonly query: LaneQuery;
  readonly now: number;
}

function isShown(batch: StoredBatch, { model, shards, query, now }: LaneView): boolean {
  if (query.withheld || permissionOf(batch, model, query.pool) !== 'none') return true;
  return query.suspects && shards.some((shard) => isSuspect(shard, now));
}

function laneOf({ record, ...batch }: StoredBatch, { model, shards, query, now }: LaneView): Lane {
  const permission = permissionOf({ record, ...batch }, model, query.pool);
  const waits = shards
    .filter((shard) => isOffered(shard, { permission, suspects: query.suspects, now }))
    .map(({ dueAt }) => Math.max(0, (dueAt ?? now) - now));
  const tokens = shards.reduce((sum, shard) => sum + shard.tokensPerRequest * sizeOf(shard.open), 0);
  return {
    batchId: record.id,
    model,
    tenant: record.tenant,
    priority: record.priority,
    deadlineAt: record.deadlineAt,
    createdAt: record.createdAt,
    open: shards.reduce((sum, { open }) => sum + sizeOf(open), 0),
    tokens: Math.round(tokens),
    dueInMs: Math.min(record.deadlineAt - now, ...waits),
    permission,
  };
}
