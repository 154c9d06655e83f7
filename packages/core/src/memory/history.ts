import type { Batch } from '../store/batch.ts';
import type { BatchReport, History, ReportPage, ReportQuery, RevisionWork } from '../store/history.ts';
import type { MemoryState } from './memory-state.ts';

export function createHistory(state: MemoryState): History {
  return {
    list: async (query) => structuredClone(listReports(state, query)),
    purge: async (query) => purgeReports(state, query),
  };
}

/** Records the report on a batch that has ended; without effect on any other. */
export function recordReport(
  { reports }: MemoryState,
  { id: batchId, revision, endedAt, ...batch }: Omit<Batch, 'counts'>,
  work: RevisionWork,
): void {
  if (endedAt === null) return;
  const { tenant, user, endpoint, priority, phase, createdAt, deadlineAt } = batch;
  const id = `${batchId}_r${revision}`;
  const ended = { id, batchId, revision, tenant, user, endpoint, priority, phase, createdAt, deadlineAt, endedAt };
  reports.set(id, structuredClone({ ...work, ...ended }));
}

function listReports({ reports }: MemoryState, { after, limit, ...query }: ReportQuery): ReportPage {
  const newestFirst = [...reports.values()]
    .filter((report) => isOf(report, query))
    .reverse()
    .sort((one, other) => other.endedAt - one.endedAt);
  const last = after === undefined ? -1 : newestFirst.findIndex(({ id }) => id === after);
  if (after !== undefined && last < 0) return { reports: [], hasMore: false };
  const rest = newestFirst.slice(last + 1);
  return { reports: rest.slice(0, limit), hasMore: rest.length > limit };
}

function isOf(
  report: BatchReport,
  { tenant, batchId, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Omit<ReportQuery, 'limit'>,
): boolean {
  if (tenant !== undefined && report.tenant !== tenant) return false;
  if (batchId !== undefined && report.batchId !== batchId) return false;
  return from <= report.endedAt && report.endedAt < to;
}

function purgeReports(
  { reports, now }: MemoryState,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): number {
  const old = [...reports.values()]
    .filter(({ endedAt }) => endedAt <= now() - olderThanMs)
    .sort((one, other) => one.endedAt - other.endedAt)
    .slice(0, limit);
  for (const { id } of old) reports.delete(id);
  return old.length;
}
