import type { Pool } from '../policy/index.ts';
import type { FleetStanding, Store, WorkerRecord } from '../store/index.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { type GoingWorker, type InterruptionMemory, leaveBoard, takeBoard } from './interruption-board.ts';
import { newsOf, tellBatchesOfGoing } from './tell-batches-of-going.ts';
import { unaskedLeavers } from './unasked-leavers.ts';

/** Workers that are going, by how that is known. */
export interface Interruptions {
  /** They were told, and said so, or left although they were wanted. */
  readonly notice: readonly GoingWorker[];
  /** They fell silent and were not heard of again. */
  readonly lost: readonly GoingWorker[];
}

/**
 * Counts interruptions since the last look and tells batches of them, of whichever coordinator: the look is a fenced tick in
 * the store, and only who records it counts.
 */
export async function watchInterruptions({
  store,
  pools,
  telemetry: { instruments },
}: {
  readonly store: Pick<Store, 'workers' | 'fleet' | 'shards'>;
  readonly pools: readonly Pool[];
  readonly telemetry: Telemetry;
}): Promise<void> {
  const board = await takeBoard(store);
  if (!board) return;
  const { tick, memory } = board;
  const [workers, standings] = await Promise.all([store.workers.list(), store.fleet.list()]);
  const { found, next } = lookAgain(memory, { workers, standings, pools, asOf: tick.asOf });
  const going = (['notice', 'lost'] as const).flatMap((how) => found[how].map((worker) => ({ ...worker, how })));
  const { news, next: later } = newsOf(memory.news ?? { untold: [], toldAt: 0 }, going, tick.asOf);
  const events = await tellBatchesOfGoing(store, news);
  if (!(await leaveBoard(store, tick, { memory: { ...next, news: later }, events }))) return;
  for (const kind of ['notice', 'lost'] as const) {
    for (const { pool } of found[kind]) instruments.interruptions.add(1, { pool, kind });
  }
}

interface Seen {
  readonly workers: readonly WorkerRecord[];
  readonly standings: readonly FleetStanding[];
  readonly pools: readonly Pool[];
  readonly asOf: number;
}

/**
 * A worker that says goodbye is gone from the list while its last beat is fresh. One that is lost stays on it, late with its
 * beat, until its time is over.
 */
function lookAgain(
  { silent, telling, told, here = [] }: InterruptionMemory,
  { workers, standings, pools, asOf }: Seen,
): { readonly found: Interruptions; readonly next: InterruptionMemory } {
  const listed = new Set(workers.map(({ id }) => id));
  const known = new Set([...told, ...telling.map(({ id }) => id)]);
  const withModels = (going: GoingWorker): GoingWorker => ({
    ...going,
    ...modelsOf(workers.find(({ id }) => id === going.id)),
  });
  const isLate = ({ beatAt, livesMs }: WorkerRecord): boolean => asOf - beatAt >= livesMs / 2;
  const accounted = new Set([...listed, ...known, ...silent.map(({ id }) => id)]);
  return {
    found: {
      notice: [
        ...telling.filter(({ id }, place) => !told.includes(id) && isFirst(telling, id, place)).map(withModels),
        ...unaskedLeavers({ before: here, accounted, standings, pools }),
      ],
      lost: silent.filter(({ id }) => !listed.has(id) && !known.has(id)),
    },
    next: {
      version: 1,
      here: workers.filter((worker) => !isLate(worker)).map(goingOf),
      silent: workers.filter(isLate).map(goingOf),
      telling: [],
      told: [...known].filter((id) => listed.has(id)),
    },
  };
}

function goingOf({ id, pool, models }: WorkerRecord): GoingWorker {
  return { id, pool, models };
}

function modelsOf(worker: WorkerRecord | undefined): Pick<GoingWorker, 'models'> {
  return worker ? { models: worker.models } : {};
}

function isFirst(all: readonly GoingWorker[], id: string, place: number): boolean {
  return all.findIndex((one) => one.id === id) === place;
}
