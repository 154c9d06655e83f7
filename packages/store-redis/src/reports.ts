import type { Batch, BatchPhase, BatchReport, RevisionWork } from '@spillway/core/store';
import { decodeBatch } from './codec/batch.ts';
import type { StoreContext } from './context.ts';
import { comeHints } from './hints.ts';

/** An advance may follow its announcement so late. */
const patienceMs = 60_000;
const perPage = 100;

/**
 * An advance keeps its report in the slot of the batch, with which it is atomic; from there it is moved to the history. Whoever
 * reads the history moves what makers that died left behind, which they had announced.
 */
export async function announceReport({ session, keys, now }: StoreContext, batchId: string): Promise<void> {
  await session.run('hint', [keys.keptReports], [now(), batchId]);
}

/** Moves the reports that a batch keeps to the history; answers how many. A replay changes nothing. */
export async function moveReports({ session, keys }: StoreContext, batchId: string): Promise<number> {
  const key = keys.batch(batchId);
  const kept = Object.entries(await session.call((redis) => redis.hgetall(`${key}:reports`)));
  if (kept.length === 0) return 0;
  const record = await session.call((redis) => redis.hgetall(key));
  const batch = decodeBatch(batchId, new Map(Object.entries(record)));
  const { reports, members, all, last } = keys.history;
  for (const [revision, text] of kept) {
    const report = reportOf(batch, Number(revision), text);
    const values = [report.id, report.endedAt, JSON.stringify(report)];
    await session.run('record-report', [reports, members, all, keys.historyOf(batch.tenant), last], values);
    await session.call((redis) => redis.hdel(`${key}:reports`, revision));
  }
  await session.call((redis) => redis.zrem(keys.keptReports, batchId));
  return kept.length;
}

function reportOf({ id: batchId, ...batch }: Batch, revision: number, text: string): BatchReport {
  const [phase, endedAt, deadlineAt, work] = JSON.parse(text) as [BatchPhase, string, string, string];
  const { tenant, user, endpoint, priority, createdAt } = batch;
  return {
    ...(JSON.parse(work) as RevisionWork),
    ...{ id: `${batchId}_r${revision}`, batchId, revision, tenant, user, endpoint, priority, phase, createdAt },
    deadlineAt: Number(deadlineAt),
    endedAt: Number(endedAt),
  };
}

/** Follows the hints about reports that are still with their batches. */
export async function moveKeptReports(context: StoreContext): Promise<void> {
  const { session, keys, now } = context;
  for (const [batchId, score] of await comeHints(context, keys.keptReports, 0, perPage)) {
    if ((await moveReports(context, batchId)) > 0) continue;
    const given = now();
    const at = given === '' ? Number((await session.call((redis) => redis.time()))[0]) * 1_000 : Number(given);
    if (Number(score) < at - patienceMs) await session.run('move-hint', [keys.keptReports], [batchId, score, '']);
  }
}
