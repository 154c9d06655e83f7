import type { BatchObservableResult } from '@opentelemetry/api';
import type { Clock } from '../clock.ts';
import type { BatchOutlook } from '../outlook/outlook.ts';
import type { SpillwayOutlook } from '../spillway/outlooks.ts';
import type { BatchStatus, Store } from '../store/index.ts';
import type { Gauges } from './gauges.ts';

/** Running batches that are looked at, those with the soonest deadlines: a collection stays cheap. */
const LOOKED_AT = 100;
const live: readonly BatchStatus[] = ['validating', 'in_progress', 'finalizing', 'cancelling'];

/** Shows how much waits, and since when. */
export async function observeBacklog(
  result: BatchObservableResult,
  gauges: Gauges,
  { store: { batches }, clock }: { readonly store: Pick<Store, 'batches'>; readonly clock: Clock },
): Promise<void> {
  const [backlog, oldest] = await Promise.all([
    batches.backlog({ exact: true }),
    batches.list({ statuses: live, order: 'oldest', limit: 1 }),
  ]);
  const [first] = oldest.batches;
  result.observe(gauges.queueBatches, backlog.batches);
  result.observe(gauges.queueRequests, backlog.requests);
  result.observe(gauges.queueAge, first ? Math.max(0, clock.now() - first.createdAt) / 1_000 : 0);
}

/** Shows whether it will be done in time. */
export async function observeUrgency(
  result: BatchObservableResult,
  gauges: Gauges,
  { outlook, clock }: { readonly outlook: Pick<SpillwayOutlook, 'list'>; readonly clock: Clock },
): Promise<void> {
  const outlooks = await outlook.list({ allTenants: true, limit: LOOKED_AT });
  const asOf = clock.now();
  const slacks = outlooks.flatMap((one) => slackMsOf(one, asOf) ?? []);
  if (slacks.length > 0) result.observe(gauges.slack, Math.min(...slacks) / 1_000);
  result.observe(gauges.atRisk, outlooks.filter((one) => one.onTime === false || one.deadlineAt < asOf).length);
}

/** Undefined while nothing tells. What is past its deadline is late for sure. */
function slackMsOf({ slackMs, deadlineAt }: BatchOutlook, asOf: number): number | undefined {
  return slackMs ?? (deadlineAt < asOf ? deadlineAt - asOf : undefined);
}
