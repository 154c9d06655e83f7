import type { BatchReport, History, ReportPage, ReportQuery } from '@spillway/core/store';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import type { ReportRow } from './statements/list-reports.ts';

export function createHistory(context: StoreContext): History {
  const { session, statements, now } = context;
  return {
    list: (query) => listReports(context, query),
    async purge({ olderThanMs, limit }) {
      return (await session.rows(statements.purgeReports, [wholeMs(olderThanMs), limit, now()])).length;
    },
  };
}

async function listReports(context: StoreContext, query: ReportQuery): Promise<ReportPage> {
  const rows = await reportRows(context, query);
  return { reports: rows.slice(0, query.limit).map(decodeReport), hasMore: rows.length > query.limit };
}

function reportRows(
  { session, statements }: StoreContext,
  { tenant, batchId, from, to, after, limit }: ReportQuery,
): Promise<readonly ReportRow[]> {
  const range = [instant(from), instant(to), after ?? null, limit + 1];
  if (batchId !== undefined) return session.rows(statements.listReportsOfBatch, [...range, tenant ?? null, batchId]);
  if (tenant !== undefined) return session.rows(statements.listReportsOfTenant, [...range, tenant]);
  return session.rows(statements.listReports, range);
}

/** Instants are whole: from the next one on, and before it. */
function instant(at: number | undefined): number | null {
  return at === undefined ? null : Math.ceil(at);
}

function decodeReport(row: ReportRow): BatchReport {
  return {
    ...row.work,
    id: row.id,
    batchId: row.batch_id,
    revision: row.revision,
    tenant: row.tenant,
    user: row.user_id,
    endpoint: row.endpoint,
    priority: row.priority,
    phase: row.phase,
    createdAt: Number(row.created_at),
    deadlineAt: Number(row.deadline_at),
    endedAt: Number(row.ended_at),
  };
}
