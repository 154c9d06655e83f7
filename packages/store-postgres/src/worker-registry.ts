import type { WorkerBeat, WorkerRecord, WorkerRegistry } from '@spillway/core/store';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { WorkerRow } from './statements/list-workers.ts';

export function createWorkerRegistry({ session, statements, now }: StoreContext): WorkerRegistry {
  return {
    async beat(worker) {
      await session.rows(statements.beat, [...encodeBeat(worker), now()]);
    },
    async list() {
      return (await session.rows(statements.listWorkers, [now()])).map(decodeWorker);
    },
    async remove(id) {
      await session.rows(statements.removeWorker, [id, now()]);
    },
  };
}

function encodeBeat({ id, pool, capacity, inFlight, version, livesMs, ...beat }: WorkerBeat): unknown[] {
  const [models, engines, contextTokens] = [beat.models, beat.engines, beat.contextTokens].map((part) =>
    JSON.stringify(part),
  );
  return [id, pool, models, capacity, inFlight, version, engines, wholeMs(livesMs), contextTokens];
}

function decodeWorker(row: WorkerRow): WorkerRecord {
  return {
    id: row.id,
    pool: row.pool,
    models: row.models,
    contextTokens: row.context_tokens,
    capacity: row.capacity,
    inFlight: row.in_flight,
    version: row.version,
    engines: row.engines,
    livesMs: Number(row.lives_ms),
    startedAt: Number(row.started_at),
    beatAt: Number(row.beat_at),
  };
}
