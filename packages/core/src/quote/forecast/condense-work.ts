import type { QueuedWork } from './queued-work.ts';

/** A judgement takes up to some forty forecasts, and one of 600 ticks of 128 rows takes about 50 ms. */
const MOST_ROWS = 128;
const DEADLINES = 16;
const PRIORITIES = [1, 5, 10];
/** No tenant has this name, which is none. */
const OTHERS = '';

/**
 * The same work in few rows: where there are too many, the work of tenants other than `tenant` that is due at about the
 * same time and of about the same priority is put together. It counts as due by the earliest of the deadlines, and as as
 * many tenants as it is of.
 */
export function condenseWork(work: readonly QueuedWork[], tenant: string): readonly QueuedWork[] {
  if (work.length <= MOST_ROWS) return work;
  const deadlines = work.map(({ deadlineAt }) => deadlineAt);
  const first = deadlines.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const last = deadlines.reduce((most, at) => Math.max(most, at), 0);
  const width = Math.max(1, (last - first + 1) / DEADLINES);
  const groups = Map.groupBy(work, (row) => {
    const rank = PRIORITIES.filter((priority) => row.priority >= priority).length;
    return `${row.tenant === tenant} ${rank} ${Math.floor((row.deadlineAt - first) / width)}`;
  });
  return [...groups].map(([key, rows]) => together(key, rows, tenant));
}

function together(id: string, rows: readonly QueuedWork[], tenant: string): QueuedWork {
  const isOurs = rows.every((row) => row.tenant === tenant);
  return {
    id,
    tenant: isOurs ? tenant : OTHERS,
    tenants: new Set(rows.map((row) => row.tenant)).size,
    priority: rows.reduce((most, row) => Math.max(most, row.priority), 0),
    createdAt: rows.reduce((least, row) => Math.min(least, row.createdAt), Number.POSITIVE_INFINITY),
    deadlineAt: rows.reduce((least, row) => Math.min(least, row.deadlineAt), Number.POSITIVE_INFINITY),
    hours: rows.reduce((sum, { hours }) => sum + hours, 0),
  };
}
