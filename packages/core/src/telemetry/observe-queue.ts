import type { BatchObservableResult } from '@opentelemetry/api';
import { estimateOf } from '../batch/estimate.ts';
import type { Clock } from '../clock.ts';
import type { Batch, BatchStatus, Store } from '../store/index.ts';
import type { Gauges } from './gauges.ts';

/** Running batches that are looked at, those with the soonest deadlines: a collection stays cheap. */
const LOOKED_AT = 200;
const live: readonly BatchStatus[] = ['validating', 'in_progress', 'finalizing', 'cancelling'];
const running: readonly BatchStatus[] = ['in_progress', 'finalizing'];

/** Shows how much waits. */
export async function observeBacklog(
  result: BatchObservableResult,
  gauges: Gauges,
  { batches }: Pick<Store, 'batches'>,
): Promise<void> {
  const backlog = await batches.backlog({});
  result.observe(gauges.queueBatches, backlog.batches);
  result.observe(gauges.queueRequests, backlog.requests);
}

/** Shows how long it has waited, and whether it will be done in time. */
export async function observeUrgency(
  result: BatchObservableResult,
  gauges: Gauges,
  { store: { batches }, clock }: { readonly store: Pick<Store, 'batches'>; readonly clock: Clock },
): Promise<void> {
  const [oldest, soonest] = await Promise.all([
    batches.list({ statuses: live, order: 'oldest', limit: 1 }),
    batches.list({ statuses: running, order: 'deadline', limit: LOOKED_AT }),
  ]);
  const asOf = clock.now();
  const [first] = oldest.batches;
  result.observe(gauges.queueAge, first ? Math.max(0, asOf - first.createdAt) / 1_000 : 0);
  const slacks = soonest.batches.flatMap((batch) => slackMsOf(batch, asOf) ?? []);
  if (slacks.length > 0) result.observe(gauges.slack, Math.min(...slacks) / 1_000);
  result.observe(gauges.atRisk, slacks.filter((slackMs) => slackMs < 0).length);
}

/** From the expected finish to the deadline; undefined while nothing tells. What is past its deadline is late for sure. */
function slackMsOf(batch: Batch, asOf: number): number | undefined {
  const leftMs = batch.deadlineAt - asOf;
  const finishAt = estimateOf(batch, asOf)?.expectedFinishAt;
  if (finishAt !== undefined) return batch.deadlineAt - finishAt;
  return leftMs < 0 ? leftMs : undefined;
}
