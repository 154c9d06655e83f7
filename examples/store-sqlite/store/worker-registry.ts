import type { WorkerBeat, WorkerRecord, WorkerRegistry } from '@spillway/core/store';
import type { Database } from './database.ts';

export function createWorkerRegistry(db: Database): WorkerRegistry {
  return {
    beat: async (worker) => db.write(() => recordBeat(db, worker)),
    list: async () => db.read(() => db.all<WorkerRow>(live, { now: db.now() }).map(toWorker)),
    remove: async (id, how) => db.write(() => removeWorker(db, id, how?.died === true)),
  };
}

interface WorkerRow {
  readonly beat: string;
  readonly startedAt: number;
  readonly beatAt: number;
}

const record = `
  insert into workers (id, beat, startedAt, beatAt, livesUntil) values (:id, :beat, :now, :now, :livesUntil)
  on conflict (id) do update set beat = excluded.beat, beatAt = excluded.beatAt, livesUntil = excluded.livesUntil`;
const live = 'select beat, startedAt, beatAt from workers where livesUntil > :now order by id';
const forget = 'delete from workers where id = :id';
const releaseClaims = `
  update shards set held = 0, recalled = 0, dueAt = :now where workerId = :id and held = 1`;
const endLeases = `
  update shards set recalled = 0, dueAt = min(coalesce(dueAt, :now), :now) where workerId = :id and held = 1`;

function recordBeat(db: Database, beat: WorkerBeat): void {
  const now = db.now();
  db.change(record, { id: beat.id, beat, now, livesUntil: now + beat.livesMs });
}

function toWorker({ beat, startedAt, beatAt }: WorkerRow): WorkerRecord {
  return { ...JSON.parse(beat), startedAt, beatAt };
}

/** A lease that ends is found as a lapse by whoever takes the shard next; a claim that was given back is not. */
function removeWorker(db: Database, id: string, died: boolean): void {
  db.change(forget, { id });
  db.change(died ? endLeases : releaseClaims, { id, now: db.now() });
}
