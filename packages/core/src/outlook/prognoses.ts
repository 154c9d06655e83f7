import type { Clock } from '../clock.ts';
import { reckonInTurns } from '../quote/reckoning.ts';
import { createTurns } from '../spillway/turns.ts';
import type { Batch } from '../store/index.ts';
import { forecastModel, type ModelPrognosis } from './forecast-model.ts';
import { type OutlookSnapshot, type OutlookSnapshotOptions, readOutlookSnapshot } from './outlook-snapshot.ts';

export interface PrognosesOptions extends OutlookSnapshotOptions {
  readonly clock: Clock;
  /** Aborts when the Spillway is closed. */
  readonly closing: AbortSignal;
}

/** What is forecast at one moment. */
export interface Prognosis {
  readonly snapshot: OutlookSnapshot;
  /** By model. */
  readonly models: ReadonlyMap<string, ModelPrognosis>;
}

/** A forecast is good for so long: the fleet decides as often, about. */
const GOOD_MS = 3_000;
/** Batches of a model that are forecast together and one by one, whoever asks; the others count as what waits. */
const TOGETHER = 100;

/** Forecasts for everybody who asks: one look at the store and one forecast of each model for all of them. */
export class Prognoses {
  readonly #options: PrognosesOptions;
  readonly #inTurn = createTurns();
  #current: { readonly snapshot: Promise<OutlookSnapshot>; readonly atMs: number } | undefined;
  /** By model, and by the batches where these are others than those with the soonest deadlines. */
  readonly #forecasts = new WeakMap<OutlookSnapshot, Map<string, Promise<ModelPrognosis>>>();

  constructor(options: PrognosesOptions) {
    this.#options = options;
  }

  /** The forecasts of the models of these batches, in which each of the batches is told. */
  async about(batches: readonly Batch[]): Promise<Prognosis> {
    const snapshot = await this.#snapshot();
    const lanes = batches.flatMap(({ id }) => snapshot.lanesOf.get(id) ?? []);
    const byModel = Map.groupBy(lanes, ({ model }) => model);
    const models = await Promise.all(
      [...byModel].map(async ([model, own]) => {
        const wanted = own.map(({ batchId }) => batchId);
        return [model, await this.#forecast(model, wanted, snapshot)] as const;
      }),
    );
    return { snapshot, models: new Map(models) };
  }

  #snapshot(): Promise<OutlookSnapshot> {
    const nowMs = this.#options.clock.monotonic();
    if (this.#current && nowMs - this.#current.atMs < GOOD_MS) return this.#current.snapshot;
    const snapshot = readOutlookSnapshot(this.#options);
    this.#current = { snapshot, atMs: nowMs };
    // What could not be read is read again by whoever comes next.
    snapshot.catch(() => {
      if (this.#current?.snapshot === snapshot) this.#current = undefined;
    });
    return snapshot;
  }

  #forecast(model: string, wanted: readonly string[], snapshot: OutlookSnapshot): Promise<ModelPrognosis> {
    const first = firstDue(model, snapshot);
    const others = wanted.every((id) => first.has(id)) ? [] : wanted.toSorted();
    const key = JSON.stringify([model, ...others]);
    const forecasts = this.#forecasts.get(snapshot) ?? new Map<string, Promise<ModelPrognosis>>();
    this.#forecasts.set(snapshot, forecasts);
    const batchIds = new Set([...others, ...first].slice(0, TOGETHER));
    const forecast = forecasts.get(key) ?? this.#reckon(model, batchIds, snapshot);
    forecasts.set(key, forecast);
    return forecast;
  }

  #reckon(model: string, batchIds: ReadonlySet<string>, snapshot: OutlookSnapshot): Promise<ModelPrognosis> {
    const { clock, closing: signal } = this.#options;
    const { demands, waitingHours } = snapshot;
    const reckoning = forecastModel({ model, batchIds, demands, waitingHours }, snapshot);
    return this.#inTurn('prognoses', () => reckonInTurns(reckoning, { clock, signal }));
  }
}

/** The batches of the model with the soonest deadlines. */
function firstDue(model: string, { lanes }: OutlookSnapshot): ReadonlySet<string> {
  const own = lanes.filter((lane) => lane.model === model);
  const byDeadline = own.toSorted((one, other) => one.deadlineAt - other.deadlineAt);
  return new Set(byDeadline.slice(0, TOGETHER).map(({ batchId }) => batchId));
}
