import type { ObservedPool } from '../coordinator/observe-pool.ts';
import { type ModelDemands, sharesOf } from '../coordinator/worker-shares.ts';
import { condenseWork } from '../quote/forecast/condense-work.ts';
import { expectedConditions } from '../quote/forecast/conditions.ts';
import { forecastFleet } from '../quote/forecast/forecast-fleet.ts';
import { type QueuedWork, queuedWorkOf } from '../quote/forecast/queued-work.ts';
import { type ModelSight, type QuoteSnapshot, sightOfModel, startingPools } from '../quote/model-sight.ts';
import type { Reckoning } from '../quote/reckoning.ts';

/** How the work of some batches for one model is expected to go. */
export interface ModelPrognosis {
  readonly sight: ModelSight;
  /** By batch; without those that were not asked for. Empty where the model was never measured. */
  readonly ends: ReadonlyMap<string, ExpectedEnd>;
}

export interface ExpectedEnd {
  /** What is left takes one replica. */
  readonly leftHours: number;
  /** From the moment of the snapshot. */
  readonly finishInMs: number | 'never';
  /** The same if nothing else waited; null where it was not asked. */
  readonly aloneInMs: number | 'never' | null;
}

export interface PrognosisOrder {
  readonly model: string;
  /** The batches that it is about. */
  readonly batchIds: ReadonlySet<string>;
  readonly demands: ModelDemands;
  /** Hours of one worker that wait for each model; deadlines alone share the workers where they are not told. */
  readonly waitingHours?: ModelDemands;
}

/** Late batches of which is asked how they would do alone: a forecast each. */
const ALONE = 20;

/**
 * Runs the fleet policy forward over everything that waits for the model. What is late is given up at its deadline, as it
 * will be; a second run lets it overrun, and so tells by how much.
 */
export function* forecastModel(order: PrognosisOrder, snapshot: QuoteSnapshot): Reckoning<ModelPrognosis> {
  const { model, batchIds } = order;
  const sight = sightOfModel(model, snapshot);
  const { rate, observed, turnoverMs } = sight;
  if (!rate) return { sight, ends: new Map() };
  const { asOf, fleetPolicy: policy } = snapshot;
  const lanes = snapshot.lanes.filter((lane) => lane.model === model);
  const pools = startingPools({ asOf, observed, lanes, shares: lastingShares(observed, order) }, rate);
  const rows = queuedWorkOf(lanes, rate);
  const asked = rows.filter(({ id }) => batchIds.has(id));
  const others = condenseWork(
    rows.filter(({ id }) => !batchIds.has(id)),
    tenantOf(asked),
  );
  function* finishes(work: readonly QueuedWork[]): Reckoning<(row: QueuedWork) => number | 'never'> {
    const ends = yield* forecastFleet({ asOf, pools, policy, work, conditions: expectedConditions });
    return ({ id }) => {
      const workedMs = ends.get(id)?.finishedInMs;
      return workedMs === undefined ? 'never' : Math.max(workedMs, turnoverMs);
    };
  }
  const isLate = (row: QueuedWork, finish: number | 'never'): boolean =>
    finish === 'never' || asOf + finish > row.deadlineAt;
  const first = yield* finishes([...asked, ...others]);
  const late = new Set(asked.filter((row) => isLate(row, first(row))));
  const overrunning = asked.map((row) => (late.has(row) ? { ...row, overruns: true } : row));
  const then = late.size > 0 ? yield* finishes([...overrunning, ...others]) : first;
  const alone = new Map<QueuedWork, number | 'never'>();
  for (const row of [...late].slice(0, ALONE)) {
    const only = { ...row, overruns: true };
    const finish = yield* finishes([only]);
    alone.set(row, finish(only));
  }
  const endOf = (row: QueuedWork): ExpectedEnd => ({
    leftHours: row.hours,
    finishInMs: late.has(row) ? then(row) : first(row),
    aloneInMs: alone.get(row) ?? null,
  });
  return { sight, ends: new Map(asked.map((row) => [row.id, endOf(row)])) };
}

/**
 * What the deadlines of other models ask for now lasts no longer than their work: once all that waits has been done, so has
 * this. Else a little work beside one model in distress would be expected to take many times as long as all of it.
 */
function lastingShares(
  observed: readonly ObservedPool[],
  { model, demands, waitingHours }: PrognosisOrder,
): ReadonlyMap<string, number> {
  const asked = sharesOf(observed, { model, demands });
  if (!waitingHours) return asked;
  const worked = sharesOf(observed, { model, demands: waitingHours });
  return new Map([...asked].map(([pool, share]) => [pool, Math.max(share, worked.get(pool) ?? 0)]));
}

/** Whose work it is, where it is that of one tenant: its other work waits in line with it, and not beside it. */
function tenantOf(rows: readonly QueuedWork[]): string {
  const tenants = new Set(rows.map(({ tenant }) => tenant));
  const [first = NOBODY] = tenants;
  return tenants.size === 1 ? first : NOBODY;
}

/** No tenant has this name. */
const NOBODY = '';
