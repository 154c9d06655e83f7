import type { FleetDecision, Store } from '../store/index.ts';
import type { GoingWorker } from './interruption-board.ts';

/** A worker that is gone or going, of which no batch was told yet. */
export interface UntoldWorker extends GoingWorker {
  readonly how: 'notice' | 'lost';
}

/** What is to be told, and when something was told last. */
export interface NewsMemory {
  readonly untold: readonly UntoldWorker[];
  readonly toldAt: number;
}

/** In a storm one line a minute says how many: a history has room for 200, and its beginning is worth keeping. */
const EVERY_MS = 60_000;
/** Batches that are told, of those that the pool works on: with the earliest deadlines. */
const TOLD = 100;

/** Who is to be told of now, and what is left for later. */
export function newsOf(
  { untold, toldAt }: NewsMemory,
  found: readonly UntoldWorker[],
  asOf: number,
): { readonly news: readonly UntoldWorker[]; readonly next: NewsMemory } {
  const all = [...untold, ...found];
  if (all.length === 0 || asOf - toldAt < EVERY_MS) return { news: [], next: { untold: all, toldAt } };
  return { news: all, next: { untold: [], toldAt: asOf } };
}

/** Lines for the histories of the batches whose work the workers were there for. */
export async function tellBatchesOfGoing(
  { shards }: Pick<Store, 'shards'>,
  news: readonly UntoldWorker[],
): Promise<FleetDecision['events']> {
  const events: FleetDecision['events'][number][] = [];
  for (const [pool, going] of Map.groupBy(news, (worker) => worker.pool)) {
    const models = modelsOf(going);
    const bounds = { perTenant: TOLD, limit: TOLD };
    const { lanes } = await shards.lanes({ pool, suspects: true, ...(models && { models }), ...bounds });
    const batches = new Set(lanes.map(({ batchId }) => batchId));
    for (const how of ['notice', 'lost'] as const) {
      const workers = going.filter((worker) => worker.how === how).length;
      if (workers > 0) for (const batchId of batches) events.push({ batchId, event: lineOf(how, { workers, pool }) });
    }
  }
  return events;
}

/** Undefined for any: of one of them it is not known. */
function modelsOf(going: readonly GoingWorker[]): readonly string[] | undefined {
  const known = going.flatMap(({ models }) => (models ? [models] : []));
  return known.length < going.length ? undefined : [...new Set(known.flat())];
}

function lineOf(
  how: UntoldWorker['how'],
  { workers, pool }: { readonly workers: number; readonly pool: string },
): FleetDecision['events'][number]['event'] {
  const who = workers === 1 ? `1 worker of ${pool}` : `${workers} workers of ${pool}`;
  const were = workers === 1 ? 'was' : 'were';
  return how === 'notice'
    ? { kind: 'preempted', text: `${who} ${were} told to go. What is not finished by then goes on elsewhere.` }
    : { kind: 'lapsed', text: `${who} ${were} lost. What was in hand there is run again.` };
}
