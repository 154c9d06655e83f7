import type { WorkerBeat, WorkerRecord, WorkerRegistry } from '../store/worker-registry.ts';
import type { MemoryState } from './memory-state.ts';
import { endLease, release } from './stored-shard.ts';

export function createWorkerRegistry(state: MemoryState): WorkerRegistry {
  return {
    beat: async (worker) => beat(state, worker),
    list: async () => structuredClone(liveWorkers(state)),
    remove: async (id, how) => removeWorker(state, id, how?.died === true),
  };
}

function beat({ workers, now }: MemoryState, worker: WorkerBeat): void {
  const at = now();
  const startedAt = workers.get(worker.id)?.startedAt ?? at;
  workers.set(worker.id, { ...structuredClone(worker), startedAt, beatAt: at });
}

function liveWorkers({ workers, now }: MemoryState): WorkerRecord[] {
  return [...workers.values()]
    .filter(({ beatAt, livesMs }) => now() < beatAt + livesMs)
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

function removeWorker({ workers, batches, now }: MemoryState, id: string, died: boolean): void {
  workers.delete(id);
  for (const { shards } of batches.values()) {
    const held = [...shards.values()].filter((shard) => shard.held && shard.workerId === id);
    for (const shard of held) died ? endLease(shard, now()) : release(shard, now());
  }
}
