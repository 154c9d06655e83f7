import type { Pool } from '../policy/index.ts';
import type { FleetDecision, Lane, TimelineEvent } from '../store/index.ts';
import type { ObservedPool } from './observe-pool.ts';

/** Batches whose timeline is told when only the number of replicas changes: those with the earliest deadlines. */
const TOLD = 100;

/** A decision's effect, as far as people want to know it. */
export interface FleetChange {
  readonly model: string;
  readonly observed: readonly ObservedPool[];
  /** By pool: its lanes before the decision. */
  readonly lanes: ReadonlyMap<string, readonly Lane[]>;
  /** By pool: replicas now asked for. */
  readonly asked: ReadonlyMap<string, number>;
  /** By pool: lanes whose permission changes. */
  readonly permissions: ReadonlyMap<string, FleetDecision['pools'][number]['permissions']>;
  readonly why: readonly string[];
}

/** A line for each batch concerned, when something changes for it, and none while all goes on as before. */
export function tellBatches(change: FleetChange): FleetDecision['events'] {
  return change.observed.filter(({ pool }) => !pool.preemptible).flatMap((one) => tellOfPool(one, change));
}

function tellOfPool({ pool, memory }: ObservedPool, change: FleetChange): FleetDecision['events'] {
  const changed = change.permissions.get(pool.name) ?? [];
  const events = changed.map(({ batchId, permission }) => ({
    batchId,
    event: permission === 'all' ? opened(pool, change) : closed(pool, change),
  }));
  const asked = change.asked.get(pool.name) ?? 0;
  if (asked === memory.asked || change.why.length === 0) return events;
  const told = new Set(changed.map(({ batchId }) => batchId));
  const others = (change.lanes.get(pool.name) ?? [])
    .filter(({ batchId, permission }) => permission === 'all' && !told.has(batchId))
    .toSorted((one, other) => one.deadlineAt - other.deadlineAt)
    .slice(0, TOLD);
  const text = `${asked} ${asked === 1 ? 'replica' : 'replicas'} of ${pool.name} for ${change.model}. ${change.why.join(' ')}`;
  return [...events, ...others.map(({ batchId }) => ({ batchId, event: { kind: 'scaled', text } }))];
}

function opened({ name }: Pool, { model, why }: FleetChange): TimelineEvent {
  const reasons = why.length > 0 ? why : ['Its workers help with other batches already.'];
  return { kind: 'escalated', text: `Opened to ${name} for ${model}. ${reasons.join(' ')}` };
}

function closed({ name }: Pool, { model, why }: FleetChange): TimelineEvent {
  return { kind: 'relaxed', text: [`Closed to ${name} for ${model}.`, ...why].join(' ') };
}
