import type { BatchPhase, BatchPlan, BatchSettings, BatchUsage, Problem, RequeueSelection } from '@spillway/core/store';
import type { Statement } from '../statement.ts';

export interface BatchRow {
  readonly id: string;
  readonly tenant: string;
  readonly user_id: string | null;
  readonly phase: BatchPhase;
  readonly revision: number;
  readonly input_file_id: string;
  readonly endpoint: string;
  readonly completion_window: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly priority: number;
  readonly fingerprint: string;
  readonly settings: BatchSettings;
  readonly plan: BatchPlan | null;
  readonly usage: BatchUsage | null;
  readonly output_file_id: string | null;
  readonly error_file_id: string | null;
  readonly problems: readonly Problem[];
  readonly created_at: string;
  readonly deadline_at: string;
  readonly in_progress_at: string | null;
  readonly finalizing_at: string | null;
  readonly ended_at: string | null;
  readonly cancel_requested_at: string | null;
  readonly requeue: RequeueSelection | null;
  readonly purged_at: string | null;
  readonly total: string;
  readonly open: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly dead_lettered: string;
  readonly expired: string;
  readonly cancelled: string;
  readonly deduplicated: string;
}

/**
 * The counts add, within one snapshot, what open shards have ended since their rows were made. Only shards that were
 * handed out can have. $1 ids, $2 tenant or null for all.
 */
export const readBatches: Statement<BatchRow> = {
  name: 'read_batches',
  text: `
select b.id, b.tenant, b.user_id, b.phase, b.revision, b.input_file_id, b.endpoint, b.completion_window, b.metadata, b.priority,
  b.fingerprint, b.settings, b.plan, b.usage, b.output_file_id, b.error_file_id, b.problems, b.created_at, b.deadline_at,
  b.in_progress_at, b.finalizing_at, b.ended_at, b.cancel_requested_at, b.requeue, b.purged_at, b.total,
  b.open - (p.succeeded + p.failed + p.dead_lettered + p.expired + p.cancelled) as open,
  b.succeeded + p.succeeded as succeeded, b.failed + p.failed as failed,
  b.dead_lettered + p.dead_lettered as dead_lettered, b.expired + p.expired as expired,
  b.cancelled + p.cancelled as cancelled, b.deduplicated + p.deduplicated as deduplicated
from unnest($1::text[]) with ordinality as wanted (id, place)
  join batches b on b.id = wanted.id
  cross join lateral (
    select coalesce(sum(s.succeeded), 0) as succeeded, coalesce(sum(s.failed), 0) as failed,
      coalesce(sum(s.dead_lettered), 0) as dead_lettered, coalesce(sum(s.expired), 0) as expired,
      coalesce(sum(s.cancelled), 0) as cancelled,
      coalesce(sum(s.deduplicated), 0) as deduplicated
    from lanes l join shards s on s.lane_id = l.id and s.due_at > 0
    where l.batch_id = b.id
  ) as p
where $2::text is null or b.tenant = $2::text
order by wanted.place`,
};
