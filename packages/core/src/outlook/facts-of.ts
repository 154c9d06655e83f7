import { mostScaled } from '../coordinator/is-scaled.ts';
import type { ObservedPool } from '../coordinator/observe-pool.ts';
import type { Batch, Lane } from '../store/index.ts';
import type { ModelPrognosis } from './forecast-model.ts';
import type { OutlookFacts, PartFacts, PoolFacts } from './outlook-facts.ts';
import { laneName, type OutlookSnapshot, tenantAndModel } from './outlook-snapshot.ts';

/** What the snapshot and the prognoses of its models say of a batch. */
export function factsOf(
  batch: Batch,
  snapshot: OutlookSnapshot,
  prognoses: ReadonlyMap<string, ModelPrognosis>,
): OutlookFacts {
  const lanes = snapshot.lanesOf.get(batch.id) ?? [];
  const parts = lanes.flatMap((lane) => {
    const prognosis = prognoses.get(lane.model);
    return prognosis ? [partOf(lane, snapshot, prognosis)] : [];
  });
  return { asOf: snapshot.asOf, batch, parts };
}

function partOf(lane: Lane, snapshot: OutlookSnapshot, { sight, ends }: ModelPrognosis): PartFacts {
  const { batchId, model, open: openRequests } = lane;
  const end = ends.get(batchId);
  const own = snapshot.lanesOfTenant.get(tenantAndModel(lane)) ?? [];
  return {
    ...{ model, openRequests },
    leftHours: end?.leftHours ?? null,
    finishInMs: end?.finishInMs ?? null,
    aloneInMs: end?.aloneInMs ?? null,
    others: own.length - 1,
    pools: sight.observed.map((one) => poolOf(one, lane, snapshot)),
  };
}

function poolOf({ pool, live }: ObservedPool, lane: Lane, snapshot: OutlookSnapshot): PoolFacts {
  const { standings, permissions, lately, workers } = snapshot;
  const standing = standings.find((one) => one.pool === pool.name && one.model === lane.model);
  return {
    name: pool.name,
    preemptible: pool.preemptible,
    permission: permissions.get(pool.name)?.get(laneName(lane)) ?? 'none',
    live: live.length,
    desired: standing?.desiredReplicas ?? 0,
    most: mostScaled(pool),
    workers: { now: workers.filter((worker) => worker.pool === pool.name).length, lately: lately.get(pool.name) ?? 0 },
  };
}
