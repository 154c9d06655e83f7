import type { JSX } from 'preact';
import { addressOf } from '../../address/route-of.ts';
import { type Batch, type BatchEvent, endedAt, hasEnded } from '../../api/batch.ts';
import { amountText, counted, countText, percentText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { now } from '../../live/clock.ts';
import type { Sample } from '../../live/use-batch.ts';
import { Facts } from '../../parts/facts.tsx';
import { ProblemList } from '../../parts/problem-list.tsx';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { RateChart } from '../../parts/rate-chart.tsx';
import { ShortId } from '../../parts/short-id.tsx';
import { Since, When } from '../../parts/when.tsx';
import { Timeline } from './timeline.tsx';

export interface BatchOverviewProps {
  readonly batch: Batch;
  readonly samples: readonly Sample[];
  readonly events: readonly BatchEvent[];
}

/** How a batch does, and what it is. */
export function BatchOverview({ batch, samples, events }: BatchOverviewProps): JSX.Element {
  return (
    <>
      <Standing batch={batch} />
      {!hasEnded(batch) && <RateChart samples={samples} />}
      {batch.errors && <ProblemList problems={batch.errors.data} />}
      <Facts of={factsOf(batch)} />
      {batch.metadata && Object.keys(batch.metadata).length > 0 && (
        <section>
          <h2>Metadata</h2>
          <Facts of={batch.metadata} />
        </section>
      )}
      <section>
        <h2>Latest events</h2>
        <Timeline events={events.slice(-5)} />
      </section>
    </>
  );
}

function Standing({ batch }: { readonly batch: Batch }): JSX.Element {
  const { request_counts: counts } = batch;
  const { total, completed, failed } = counts;
  const ended = completed + failed;
  return (
    <section class="standing" aria-label="How it stands">
      <p class="standing-numbers">
        <strong>{total === 0 ? '–' : percentText(ended / total)}</strong>
        <span>
          {countText(completed)} completed, {countText(failed)} failed, {countText(total - ended)} open of{' '}
          {counted(total, 'request')}
        </span>
      </p>
      <ProgressBar counts={counts} />
      <p class="standing-finish">{finishOf(batch)}</p>
    </section>
  );
}

function finishOf(batch: Batch): JSX.Element {
  const end = endedAt(batch);
  const deadline = batch.expires_at;
  if (end !== null)
    return (
      <>
        Ended <Since at={end} />, {slackText((deadline - end) * 1_000)} the deadline.
      </>
    );
  const due = (
    <>
      The deadline is <Since at={deadline} />.
    </>
  );
  if (batch.status === 'finalizing') return <>Every request has ended. The files are being made.</>;
  if (!batch.estimate) return <>{now.value > deadline * 1_000 ? 'The deadline has passed.' : due} No forecast yet.</>;
  const { expected_finish_at: finish, on_time: onTime, requests_per_second: rate } = batch.estimate;
  return (
    <span data-late={!onTime}>
      Expected <Since at={finish} /> at {amountText(rate)} requests/s, {slackText((deadline - finish) * 1_000)} the
      deadline.
    </span>
  );
}

function slackText(ms: number): string {
  return `${spanText(Math.abs(ms))} ${ms < 0 ? 'after' : 'before'}`;
}

function factsOf(batch: Batch): Parameters<typeof Facts>[0]['of'] {
  const { usage } = batch;
  return {
    Model: batch.model ?? undefined,
    Endpoint: <code>{batch.endpoint}</code>,
    Window: batch.completion_window,
    Deadline: <When at={batch.expires_at} />,
    Created: <When at={batch.created_at} />,
    Started: <When at={batch.in_progress_at} />,
    Ended: <When at={endedAt(batch)} />,
    Priority: batch.priority,
    User: batch.user ?? undefined,
    Revision: batch.revision > 1 ? batch.revision : undefined,
    Deduplicated: batch.deduplicated > 0 ? countText(batch.deduplicated) : undefined,
    Tokens: usage ? `${countText(usage.input_tokens)} in, ${countText(usage.output_tokens)} out` : undefined,
    Input: (
      <a href={addressOf(['files'], { file: batch.input_file_id })}>
        <ShortId id={batch.input_file_id} />
      </a>
    ),
  };
}
