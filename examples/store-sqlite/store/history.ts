import type { Batch, History, ReportPage, ReportQuery, RevisionWork } from '@spillway/core/store';
import type { Database } from './database.ts';

export function createHistory(db: Database): History {
  return {
    list: async (query) => db.read(() => listReports(db, query)),
    purge: async ({ olderThanMs, limit }) =>
      db.write(() => db.change(forget, { until: db.now() - olderThanMs, limit })),
  };
}

interface Place {
  readonly endedAt: number;
  readonly number: number;
}

const record = `
  insert into reports (id, tenant, batchId, endedAt, record) values (:id, :tenant, :batchId, :endedAt, :record)
  on conflict (id) do update set endedAt = excluded.endedAt, record = excluded.record`;
const place = `
  select endedAt, number from reports
  where id = :after and (:tenant is null or tenant = :tenant) and (:batchId is null or batchId = :batchId)
    and endedAt >= :from and endedAt < :to`;
const page = `
  select record from reports
  where (endedAt, number) < (:endedAt, :number) and endedAt >= :from and endedAt < :to
    and (:tenant is null or tenant = :tenant) and (:batchId is null or batchId = :batchId)
  order by endedAt desc, number desc limit :limit`;
const forget = `
  delete from reports where number in (
    select number from reports where endedAt <= :until order by endedAt, number limit :limit)`;

/** Records the report on a batch that has ended; without effect on any other. */
export function recordReport(
  db: Database,
  { id: batchId, revision, endedAt, ...batch }: Omit<Batch, 'counts'>,
  work: RevisionWork,
): void {
  if (endedAt === null) return;
  const { tenant, user, endpoint, priority, phase, createdAt, deadlineAt } = batch;
  const id = `${batchId}_r${revision}`;
  const ended = { id, batchId, revision, tenant, user, endpoint, priority, phase, createdAt, deadlineAt, endedAt };
  db.change(record, { ...ended, record: { ...work, ...ended } });
}

const newest: Place = { endedAt: Number.POSITIVE_INFINITY, number: 0 };

function listReports(db: Database, { limit, ...query }: ReportQuery): ReportPage {
  const range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, ...query };
  const from = query.after === undefined ? newest : db.get<Place>(place, range);
  if (!from) return { reports: [], hasMore: false };
  const rows = db.all<{ record: string }>(page, { tenant: null, batchId: null, ...range, ...from, limit: limit + 1 });
  return { reports: rows.slice(0, limit).map((row) => JSON.parse(row.record)), hasMore: rows.length > limit };
}
