import type { Distribution as ApiDistribution, BatchReport, ReportPool, ReportRequests } from '@spillway/api-types';
import type { HistoryReport } from '@spillway/core';
import type { Distribution } from '@spillway/core/store';
import { z } from 'zod';
import { objectSchema } from './object-schema.ts';
import { seconds, unixSeconds } from './unix-seconds.ts';

const count = z.int().min(0);

const bucket = objectSchema<ApiDistribution['buckets'][number]>({ le: z.number().nullable(), count });
const buckets = z.array(bucket).meta({
  description: 'How many values lie up to each bound and above the one before it; the last has no bound.',
});

const distribution = objectSchema<ApiDistribution>({ count, sum: z.number(), buckets });

/** The report on one revision of a batch. */
export const reportSchema: z.ZodType<BatchReport> = objectSchema<BatchReport>({
  id: z.string(),
  object: z.literal('batch.report'),
  batch_id: z.string(),
  revision: z.int(),
  tenant: z.string(),
  user: z.string().nullable(),
  endpoint: z.string(),
  priority: z.int(),
  status: z.enum(['completed', 'failed', 'expired', 'cancelled']),
  sla: z.enum(['met', 'violated', 'none']).meta({
    description: 'Whether the files were there by the deadline; `none` for what was cancelled or did not validate.',
  }),
  created_at: unixSeconds,
  started_at: unixSeconds.meta({ description: 'When it was created, or reopened for this revision.' }),
  ended_at: unixSeconds,
  expires_at: unixSeconds.meta({ description: 'Its deadline.' }),
  requests: objectSchema<ReportRequests>({
    sla_met: count,
    sla_violated: count,
    succeeded: count,
    failed: count,
    dead_lettered: count,
    expired: count,
    cancelled: count,
    deduplicated: count,
  }),
  queue_wait_seconds: distribution,
  attempts: distribution,
  pools: z.array(
    objectSchema<ReportPool>({
      pool: z.string(),
      model: z.string(),
      requests: count,
      input_tokens: count,
      output_tokens: count,
      busy_seconds: z.number(),
      cost: z
        .number()
        .nullable()
        .meta({ description: 'In the currency of the prices; null where nothing was measured.' }),
    }),
  ),
}).meta({ id: 'BatchReport' });

export function reportObject(report: HistoryReport): BatchReport {
  const { outcomes } = report;
  return {
    id: report.id,
    object: 'batch.report',
    batch_id: report.batchId,
    revision: report.revision,
    tenant: report.tenant,
    user: report.user,
    endpoint: report.endpoint,
    priority: report.priority,
    // There is a report once the revision has ended.
    status: report.phase as BatchReport['status'],
    sla: report.sla,
    created_at: seconds(report.createdAt),
    started_at: seconds(report.startedAt),
    ended_at: seconds(report.endedAt),
    expires_at: seconds(report.deadlineAt),
    requests: {
      sla_met: report.met,
      sla_violated: report.violated,
      succeeded: outcomes.succeeded,
      failed: outcomes.failed,
      dead_lettered: outcomes.deadLettered,
      expired: outcomes.expired,
      cancelled: outcomes.cancelled,
      deduplicated: report.deduplicated,
    },
    queue_wait_seconds: distributionObject(report.queueWaitMs, 1_000),
    attempts: distributionObject(report.attempts, 1),
    pools: report.pools.map(({ pool, model, requests, tokensIn, tokensOut, busyMs, cost }) => ({
      pool,
      model,
      requests,
      input_tokens: tokensIn,
      output_tokens: tokensOut,
      busy_seconds: busyMs / 1_000,
      cost,
    })),
  };
}

function distributionObject({ bounds, counts, sum }: Distribution, unit: number): ApiDistribution {
  return {
    count: counts.reduce((all, one) => all + one, 0),
    sum: sum / unit,
    buckets: counts.map((count, at) => ({ le: bounds[at] === undefined ? null : bounds[at] / unit, count })),
  };
}
