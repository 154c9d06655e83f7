import type { EngineHealth, WorkerRecord } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface WorkerRow {
  readonly id: string;
  readonly pool: string;
  readonly models: readonly string[];
  readonly capacity: number;
  readonly in_flight: number;
  readonly version: string;
  readonly engines: readonly EngineHealth[];
  readonly lives_ms: string;
  readonly context_tokens: Readonly<Record<string, number>>;
  readonly throughput: WorkerRecord['throughput'];
  readonly ready_ms: string | null;
  readonly ended: NonNullable<WorkerRecord['ended']> | null;
  readonly started_at: string;
  readonly beat_at: string;
}

/** $1 the harness's time. */
export const listWorkers: Statement<WorkerRow> = {
  name: 'list_workers',
  text: `
select w.id, w.pool, w.models, w.capacity, w.in_flight, w.version, w.engines, w.lives_ms,
  w.context_tokens, w.throughput, w.ready_ms, w.ended, w.started_at, w.beat_at
from workers w
where w.beat_at + w.lives_ms > coalesce($1::bigint, (extract(epoch from clock_timestamp()) * 1000)::bigint)
order by w.id`,
};
