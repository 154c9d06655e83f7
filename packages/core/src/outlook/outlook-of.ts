import { estimateOf } from '../batch/estimate.ts';
import type { BatchOutlook } from './outlook.ts';
import type { OutlookFacts } from './outlook-facts.ts';
import { finishingMs, whyLate } from './why-late.ts';

/**
 * What is to be expected of a batch: what was forecast for its open requests, else that it goes on as it went. Pure.
 */
export function outlookOf(facts: OutlookFacts): BatchOutlook {
  const { batch, asOf } = facts;
  const { id: batchId, deadlineAt } = batch;
  const finishAt = isUnderWay(facts) ? finishOf(facts) : null;
  const expectedFinishAt = finishAt === 'never' ? null : finishAt;
  // Past its deadline a batch ends by that.
  const late = finishAt === 'never' || (isUnderWay(facts) && batch.phase === 'in_progress' && deadlineAt <= asOf);
  const slackMs = expectedFinishAt === null ? null : deadlineAt - expectedFinishAt;
  const onTime = late ? false : slackMs === null ? null : slackMs >= 0;
  const wanting = isUnderWay(facts) && batch.phase === 'in_progress' && onTime !== true;
  return { batchId, deadlineAt, expectedFinishAt, slackMs, onTime, reasons: wanting ? whyLate(facts) : [] };
}

function isUnderWay({ batch: { inProgressAt, endedAt, cancelRequestedAt } }: OutlookFacts): boolean {
  return inProgressAt !== null && endedAt === null && cancelRequestedAt === null;
}

function finishOf({ asOf, batch, parts }: OutlookFacts): number | 'never' | null {
  if (batch.phase === 'finalizing') return asOf;
  if (parts.length === 0 || parts.some(({ finishInMs }) => finishInMs === null)) {
    return estimateOf(batch, asOf)?.expectedFinishAt ?? null;
  }
  const finishes = parts.map(({ finishInMs }) => finishInMs);
  if (finishes.includes('never')) return 'never';
  return Math.ceil(asOf + Math.max(...finishes.map(Number)) + finishingMs);
}
