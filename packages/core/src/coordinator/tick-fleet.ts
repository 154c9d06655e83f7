import { ownValue } from '../own-value.ts';
import type { Lane } from '../store/index.ts';
import { beginModel } from '../telemetry/begin-counting.ts';
import { countDecision } from '../telemetry/count-decision.ts';
import type { CoordinatorOptions } from './coordinator-options.ts';
import { decideFleet, type FleetSnapshot } from './decide-fleet.ts';
import { recordFleet } from './fleet-record.ts';
import { readTickMemory } from './tick-memory.ts';
import { demandsOf } from './worker-shares.ts';

const LANES_AT_ONCE = 10_000;
const TICK_LEASE_MS = 10_000;

type TickNeeds = Pick<
  CoordinatorOptions,
  'store' | 'pools' | 'fleetPolicy' | 'wakeups' | 'telemetry' | 'onFleetDecision' | 'onBatchNews'
>;

/** Takes every fleet tick that is due and decides it: which lanes each pool may take, and how many replicas it wants. */
export async function tickFleet(options: TickNeeds): Promise<void> {
  const { store, pools, fleetPolicy, wakeups, telemetry, onFleetDecision, onBatchNews } = options;
  const workers = await store.workers.list();
  const lanes = await lanesByPool(options);
  const all = eachOnce(lanes);
  const models = new Set(all.map((lane) => lane.model));
  for (const model of await stillScaled(options)) models.add(model);
  for (const model of models) {
    beginModel(model, options);
    const tick = await store.fleet.claimTick({ model, leaseMs: TICK_LEASE_MS });
    if (!tick) continue;
    const demands = demandsOf(all, { workers, asOf: tick.asOf });
    const { asOf, memory } = tick;
    const snapshot = { asOf, model, pools, lanes: ofModel(lanes, model), workers, demands, memory };
    const decision = decideFleet(fleetPolicy, snapshot);
    const decided = await store.fleet.decide(tick, decision);
    if (!decided) continue;
    const wanted = readTickMemory(memory).pools;
    countDecision({ model, decision, before: (pool) => ownValue(wanted, pool)?.asked ?? 0 }, telemetry);
    for (const { batchId, event } of decision.events) onBatchNews?.({ batchId, ...event });
    onFleetDecision?.(recordFleet(fleetPolicy, snapshot, decision));
    if (decision.pools.some(({ permissions }) => permissions.length > 0)) wakeups.ring('lanes');
  }
}

async function lanesByPool({ store, pools }: TickNeeds): Promise<ReadonlyMap<string, readonly Lane[]>> {
  const byPool = new Map<string, readonly Lane[]>();
  for (const { name: pool } of pools) {
    const bounds = { perTenant: LANES_AT_ONCE, limit: LANES_AT_ONCE };
    const { lanes } = await store.shards.lanes({ pool, suspects: true, withheld: true, ...bounds });
    byPool.set(pool, lanes);
  }
  return byPool;
}

/** Models without work whose pools were last asked for more replicas than they always have. */
async function stillScaled({ store, pools }: TickNeeds): Promise<readonly string[]> {
  const least = new Map(pools.map(({ name, minReplicas = 0 }) => [name, minReplicas]));
  const standings = await store.fleet.list();
  return standings
    .filter(({ pool, desiredReplicas }) => desiredReplicas !== (least.get(pool) ?? desiredReplicas))
    .map(({ model }) => model);
}

/** The lanes, whichever pool sees them. */
function eachOnce(lanes: FleetSnapshot['lanes']): readonly Lane[] {
  const all = [...lanes.values()].flat();
  return [...new Map(all.map((lane) => [`${lane.batchId} ${lane.model}`, lane])).values()];
}

function ofModel(lanes: FleetSnapshot['lanes'], model: string): FleetSnapshot['lanes'] {
  return new Map([...lanes].map(([pool, all]) => [pool, all.filter((lane) => lane.model === model)]));
}
