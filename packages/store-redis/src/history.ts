import type { BatchReport, History, ReportPage, ReportQuery } from '@spillway/core/store';
import { numberOf } from './codec/reply.ts';
import { wholeMs } from './codec/time.ts';
import type { StoreContext } from './context.ts';
import { readPage } from './hints.ts';
import { moveKeptReports } from './reports.ts';

export function createHistory(context: StoreContext): History {
  return {
    list: (query) => listReports(context, query),
    purge: (query) => purgeReports(context, query),
  };
}

async function listReports(context: StoreContext, { after, limit, ...query }: ReportQuery): Promise<ReportPage> {
  await moveKeptReports(context);
  const { session, keys } = context;
  const read = async (id: string): Promise<BatchReport | undefined> => {
    const text = await session.call((redis) => redis.hget(keys.history.reports, id));
    const report = text === null ? undefined : (JSON.parse(text) as BatchReport);
    return report && isOf(report, query) ? report : undefined;
  };
  if (after !== undefined && !(await read(after))) return { reports: [], hasMore: false };
  const member = after === undefined ? null : await session.call((redis) => redis.hget(keys.history.members, after));
  const list = query.tenant === undefined ? keys.history.all : keys.historyOf(query.tenant);
  const place = { after: member ?? undefined, order: 'desc', limit } as const;
  const { found, hasMore } = await readPage(context, list, place, (one) => read(idOf(one)));
  return { reports: found, hasMore };
}

/** Members of the lists are `number:id`. */
function idOf(member: string): string {
  return member.slice(member.indexOf(':') + 1);
}

function isOf(
  report: BatchReport,
  { tenant, batchId, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Omit<ReportQuery, 'limit'>,
): boolean {
  if (tenant !== undefined && report.tenant !== tenant) return false;
  if (batchId !== undefined && report.batchId !== batchId) return false;
  return from <= report.endedAt && report.endedAt < to;
}

async function purgeReports(
  context: StoreContext,
  { olderThanMs, limit }: { readonly olderThanMs: number; readonly limit: number },
): Promise<number> {
  await moveKeptReports(context);
  const { session, keys, now } = context;
  const { reports, members, all } = keys.history;
  const values = [now(), wholeMs(olderThanMs), limit];
  return numberOf(await session.run('purge-reports', [reports, members, all, keys.historyOf('')], values));
}
