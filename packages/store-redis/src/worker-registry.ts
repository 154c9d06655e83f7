import type { WorkerBeat, WorkerRecord, WorkerRegistry } from '@spillway/core/store';
import { listOf, numberOf, textOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { liveBatches } from './hints.ts';

export function createWorkerRegistry(context: StoreContext): WorkerRegistry {
  return {
    beat: (worker) => beat(context, worker),
    list: () => listWorkers(context),
    remove: (id, how) => removeWorker(context, id, how?.died === true),
  };
}

async function beat({ session, keys, now }: StoreContext, worker: WorkerBeat): Promise<void> {
  const values = [now(), worker.id, wholeMs(worker.livesMs), JSON.stringify(worker)];
  await session.run('beat', [keys.workers, keys.workerDeaths], values);
}

async function listWorkers({ session, keys, now }: StoreContext): Promise<readonly WorkerRecord[]> {
  const rows = listOf(await session.run('list-workers', [keys.workers], [now()]));
  const workers = rows.map((row): WorkerRecord => {
    const [startedAt, beatAt, text] = listOf(row);
    const said = JSON.parse(textOf(text)) as WorkerBeat;
    return { ...said, startedAt: numberOf(startedAt), beatAt: numberOf(beatAt) };
  });
  return workers.sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** Asks every batch that may have shards in workers' hands. */
async function removeWorker(context: StoreContext, id: string, died: boolean): Promise<void> {
  const { session, keys, now } = context;
  await session.call((redis) => redis.hdel(keys.workers, id));
  const batches = await liveBatches(context);
  const values = (): readonly (string | number)[] => [now(), id, died ? 1 : 0];
  await Promise.all(batches.map((batchId) => session.run('release-worker', [keys.batch(batchId)], values())));
}
