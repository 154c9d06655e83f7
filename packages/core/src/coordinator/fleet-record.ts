import type { FleetPolicy } from '../policy/fleet/index.ts';
import type { FleetDecision, Lane } from '../store/index.ts';
import { decideFleet, type FleetSnapshot } from './decide-fleet.ts';

/** What a coordinator knew of one model, as plain JSON. */
export interface RecordedSnapshot extends Omit<FleetSnapshot, 'lanes'> {
  /** By pool: the lanes of the model with their permission for it. */
  readonly lanes: Readonly<Record<string, readonly Lane[]>>;
}

/**
 * One decision of the fleet with all that it was made from, as plain JSON: one line of a file for each, and
 * `decideAgain` makes the same decision from it. It names tenants, batches, workers and engines; it holds no request.
 */
export interface FleetRecord {
  readonly version: 1;
  /** Who decided, with the constants it was made with. */
  readonly policy: { readonly name: string; readonly options: object };
  readonly snapshot: RecordedSnapshot;
  readonly decision: FleetDecision;
}

/** The record of a decision that was made from this snapshot. */
export function recordFleet(policy: FleetPolicy, snapshot: FleetSnapshot, decision: FleetDecision): FleetRecord {
  const { name, options = {} } = policy;
  const lanes = Object.fromEntries(snapshot.lanes);
  // JSON knows no infinity: a pool without a bound has none.
  const pools = snapshot.pools.map(({ maxReplicas = Number.POSITIVE_INFINITY, ...pool }) =>
    Number.isFinite(maxReplicas) ? { ...pool, maxReplicas } : pool,
  );
  return { version: 1, policy: { name, options }, snapshot: { ...snapshot, pools, lanes }, decision };
}

/** What `policy` decides from what was recorded: the decision itself, when it is the policy that decided then. */
export function decideAgain({ snapshot }: Pick<FleetRecord, 'snapshot'>, policy: FleetPolicy): FleetDecision {
  return decideFleet(policy, { ...snapshot, lanes: new Map(Object.entries(snapshot.lanes)) });
}
