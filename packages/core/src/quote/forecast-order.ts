import { hoursOf } from '../coordinator/work-hours.ts';
import { condenseWork } from './forecast/condense-work.ts';
import { type Conditions, expectedConditions } from './forecast/conditions.ts';
import { forecastFleet } from './forecast/forecast-fleet.ts';
import type { WorkEnd } from './forecast/open-work.ts';
import { type QueuedWork, queuedWorkOf } from './forecast/queued-work.ts';
import { type ModelSight, type ModelWork, type QuoteSnapshot, sightOfModel, startingPools } from './model-sight.ts';
import type { QuotedOrder } from './quoted-order.ts';
import type { Reckoning } from './reckoning.ts';

/** What is left out of a forecast, or put otherwise. */
export interface Supposition {
  readonly conditions?: Conditions;
  /** Whether nothing else waits. */
  readonly alone?: boolean;
  /** Only the preemptible pools, or only the others. */
  readonly preemptible?: boolean;
  readonly windowMs?: number;
  /** When the order comes; now by default. */
  readonly arrivesInMs?: number;
}

/** How one model's part of an order is expected to go. */
export interface ModelForecast {
  readonly sight: ModelSight;
  readonly end: WorkEnd;
  /** Other work that is in time. */
  readonly inTime: ReadonlySet<string>;
}

const ORDER = 'the order';

/** Forecasts each model of the order; undefined when the pools could not work, or one of its models was never measured. */
export function* forecastOrder(
  order: QuotedOrder,
  snapshot: QuoteSnapshot,
  supposition: Supposition = {},
): Reckoning<readonly ModelForecast[] | undefined> {
  const forecasts: ModelForecast[] = [];
  for (const work of order.models) {
    const forecast = yield* forecastModel(work, order, snapshot, supposition);
    if (!forecast) return undefined;
    forecasts.push(forecast);
  }
  return forecasts;
}

/** Other work that is expected to be in time when nothing more comes, of the models of the order. */
export function* inTimeWithout(order: QuotedOrder, snapshot: QuoteSnapshot): Reckoning<ReadonlySet<string>> {
  const nothing = { ...order, models: order.models.map((work) => ({ ...work, requests: 0, tokens: 0 })) };
  const forecasts = yield* forecastOrder(nothing, snapshot);
  return new Set(forecasts?.flatMap(({ inTime }) => [...inTime]));
}

function* forecastModel(
  part: ModelWork,
  order: QuotedOrder,
  snapshot: QuoteSnapshot,
  { conditions = expectedConditions, alone = false, preemptible, windowMs, arrivesInMs = 0 }: Supposition,
): Reckoning<ModelForecast | undefined> {
  const sight = sightOfModel(part.model, snapshot);
  const { rate } = sight;
  const observed = sight.observed.filter(({ pool }) => preemptible === undefined || pool.preemptible === preemptible);
  if (!rate || observed.length === 0) return undefined;
  const { asOf, fleetPolicy: policy } = snapshot;
  const lanes = alone ? [] : snapshot.lanes.filter(({ model }) => model === part.model);
  const arriving = alone ? [] : arrivingWork(part.model, snapshot, rate);
  const waiting = condenseWork([...queuedWorkOf(lanes, rate), ...arriving], order.tenant);
  const at = asOf + arrivesInMs;
  const ours: QueuedWork = {
    id: ORDER,
    tenant: order.tenant,
    priority: order.priority,
    createdAt: at,
    deadlineAt: at + (windowMs ?? order.windowMs),
    hours: hoursOf(part, rate),
    arrivesInMs,
    overruns: true,
  };
  const pools = startingPools({ asOf, observed, lanes }, rate);
  const ends = yield* forecastFleet({ asOf, pools, policy, work: [...waiting, ours], conditions });
  const end = ends.get(ORDER);
  return end && { sight, end, inTime: new Set(waiting.filter((row) => isInTime(row, ends, asOf)).map(({ id }) => id)) };
}

function arrivingWork(
  model: string,
  { arriving }: QuoteSnapshot,
  rate: NonNullable<ModelSight['rate']>,
): readonly QueuedWork[] {
  return arriving.flatMap(({ models, ...batch }) =>
    models.filter((work) => work.model === model).map((work) => ({ ...batch, hours: hoursOf(work, rate) })),
  );
}

function isInTime({ id, deadlineAt }: QueuedWork, ends: ReadonlyMap<string, WorkEnd>, asOf: number): boolean {
  const finishedInMs = ends.get(id)?.finishedInMs;
  return finishedInMs !== undefined && asOf + finishedInMs <= deadlineAt;
}
