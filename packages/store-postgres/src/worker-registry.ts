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
    async remove(id, how) {
      await session.rows(statements.removeWorker, [id, how?.died === true, now()]);
    },
  };
}

function encodeBeat({ id, pool, capacity, inFlight, version, livesMs, readyMs, ...beat }: WorkerBeat): unknown[] {
  const json = [beat.models, beat.engines, beat.contextTokens, beat.throughput].map((part) => JSON.stringify(part));
  const [models, engines, contextTokens, throughput] = json;
  const ready = readyMs === null ? null : wholeMs(readyMs);
  const rates = [contextTokens, throughput, ready, beat.ended ? JSON.stringify(beat.ended) : null];
  return [id, pool, models, capacity, inFlight, version, engines, wholeMs(livesMs), ...rates];
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
    throughput: row.throughput,
    readyMs: row.ready_ms === null ? null : Number(row.ready_ms),
    ...(row.ended && { ended: row.ended }),
    livesMs: Number(row.lives_ms),
    startedAt: Number(row.started_at),
    beatAt: Number(row.beat_at),
  };
}
