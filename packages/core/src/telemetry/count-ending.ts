import type { Clock } from '../clock.ts';
import { slaOf } from '../history/sla.ts';
import type { ValueCounter } from '../history/value-counter.ts';
import { type BatchReport, type Outcome, outcomes, type PoolService } from '../store/index.ts';
import type { Telemetry } from './telemetry.ts';

/** A batch that has just ended, once for each revision. */
export interface Ending {
  readonly report: Pick<BatchReport, 'phase' | 'endedAt' | 'deadlineAt' | 'outcomes' | 'met' | 'violated'> &
    Pick<BatchReport, 'deduplicated' | 'pools'>;
  /** The distributions of the report, with the sums of their buckets. */
  readonly waits: ValueCounter;
  readonly attempts: ValueCounter;
}

/** Outcomes as labels. */
export const outcomeLabels: Readonly<Record<Outcome, string>> = {
  succeeded: 'succeeded',
  failed: 'failed',
  deadLettered: 'dead_lettered',
  expired: 'expired',
  cancelled: 'cancelled',
};

/** Values recorded without a pause: a million take the SDK a second. */
const VALUES_AT_ONCE = 20_000;

/** Counts what the report says, and lets others have their turn meanwhile. */
export async function countEnding(
  { report, waits, attempts }: Ending,
  telemetry: Telemetry,
  clock: Clock,
): Promise<void> {
  const { instruments } = telemetry;
  instruments.batchesEnded.add(1, { phase: report.phase });
  const sla = slaOf(report);
  if (sla === 'met') instruments.batchesMet.add(1);
  if (sla === 'violated') instruments.batchesViolated.add(1);
  for (const outcome of outcomes) {
    const ended = report.outcomes[outcome];
    if (ended > 0) instruments.requestsEnded.add(ended, { outcome: outcomeLabels[outcome] });
  }
  instruments.requestsMet.add(report.met);
  instruments.requestsViolated.add(report.violated);
  instruments.requestsDeduplicated.add(report.deduplicated);
  for (const service of report.pools) countService(service, telemetry);
  await recordAll(waits, clock, (ms) => instruments.queueWait.record(ms / 1_000));
  await recordAll(attempts, clock, (count) => instruments.attempts.record(count));
}

function countService(
  { pool, model: named, requests, tokensIn, tokensOut, busyMs, cost }: PoolService,
  { instruments, models }: Telemetry,
): void {
  const labels = { pool, model: models.label(named) };
  instruments.poolRequests.add(requests, labels);
  instruments.poolTokens.add(tokensIn, { ...labels, direction: 'in' });
  instruments.poolTokens.add(tokensOut, { ...labels, direction: 'out' });
  instruments.poolBusy.add(busyMs / 1_000, labels);
  if (cost !== null) instruments.poolCost.add(cost, labels);
}

/** Histograms take single values: the mean of a bucket, as often as it was hit, keeps counts and sums as they are. */
async function recordAll(counter: ValueCounter, clock: Clock, record: (value: number) => void): Promise<void> {
  for (const { count, sum } of counter.buckets()) {
    for (let index = 1; index <= count; index++) {
      record(sum / count);
      if (index % VALUES_AT_ONCE === 0) await clock.sleep(0);
    }
  }
}
