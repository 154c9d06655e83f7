import { ownValue } from '../own-value.ts';
import type { ModelThroughput, WorkerRecord } from '../store/index.ts';
import type { ObservedPool } from './observe-pool.ts';
import { hoursOf } from './work-hours.ts';

const HOUR_MS = 3_600_000;

/** Replicas that the deadlines of each model ask for, by model; those without work are missing. */
export type ModelDemands = Readonly<Record<string, number>>;

/** The work of a lane, as far as it asks for replicas. */
interface DueLane {
  readonly model: string;
  readonly deadlineAt: number;
  readonly open: number;
  readonly tokens: number;
}

/**
 * How many replicas each model's deadlines ask for: the most, over them, of the work due by one in the time until then.
 * A model that nobody has measured asks for one.
 */
export function demandsOf(
  lanes: readonly DueLane[],
  { workers, asOf }: { readonly workers: readonly WorkerRecord[]; readonly asOf: number },
): ModelDemands {
  const byModel = Map.groupBy(lanes, ({ model }) => model);
  return Object.fromEntries([...byModel].map(([model, own]) => [model, demandOf(own, rateOf(workers, model), asOf)]));
}

/**
 * By pool: the mean part of a live worker's time that the model may count on. A worker that serves several models is
 * shared in proportion to what their deadlines ask for, so that none counts the time of another.
 */
export function sharesOf(
  observed: readonly ObservedPool[],
  { model, demands = {} }: { readonly model: string; readonly demands?: ModelDemands },
): ReadonlyMap<string, number> {
  return new Map(
    observed.map(({ pool, live }) => {
      const sum = live.reduce((total, worker) => total + shareOf(worker, model, demands), 0);
      return [pool.name, live.length === 0 ? 1 : sum / live.length];
    }),
  );
}

function shareOf({ models }: WorkerRecord, model: string, demands: ModelDemands): number {
  const own = ownValue(demands, model) ?? 0;
  const all = models.reduce((sum, served) => sum + (ownValue(demands, served) ?? 0), 0);
  return own > 0 ? own / all : 1;
}

function demandOf(lanes: readonly DueLane[], rate: ModelThroughput | undefined, asOf: number): number {
  if (!rate) return 1;
  let hours = 0;
  let most = 0;
  for (const { deadlineAt, open, tokens } of lanes.toSorted((one, other) => one.deadlineAt - other.deadlineAt)) {
    hours += hoursOf({ requests: open, tokens }, rate);
    most = Math.max(most, hours / (Math.max(1_000, deadlineAt - asOf) / HOUR_MS));
  }
  return most;
}

/** What the slowest worker does. */
function rateOf(workers: readonly WorkerRecord[], model: string): ModelThroughput | undefined {
  const known = workers.flatMap(({ throughput }) => ownValue(throughput, model) ?? []);
  const measured = known.filter(({ requestsPerSecond }) => requestsPerSecond > 0);
  return measured.sort((one, other) => one.requestsPerSecond - other.requestsPerSecond)[0];
}
