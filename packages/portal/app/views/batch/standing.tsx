import type { BatchOutlook } from '@spillway/api-types';
import type { JSX } from 'preact';
import { type Batch, endedAt, hasEnded } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import { amountText, counted, countText, percentText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { now } from '../../live/clock.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Since } from '../../parts/when.tsx';
import { type ExpectedFinish, finishOf } from '../batches/finish-of.ts';
import { DeadlineAxis } from './deadline-axis.tsx';

const POLL_MS = 5_000;

/** How far a batch is, and whether it will be in time. */
export function Standing({ batch }: { readonly batch: Batch }): JSX.Element {
  const { request_counts: counts, id, revision } = batch;
  const { total, completed, failed } = counts;
  const ended = completed + failed;
  const isRunning = !hasEnded(batch);
  const { value: outlook } = useLoaded(
    `outlook ${id} ${revision} ${isRunning}`,
    async (signal) => (isRunning ? call<BatchOutlook>(`v1/batches/${id}/outlook`, { signal }) : undefined),
    isRunning ? { everyMs: POLL_MS } : {},
  );
  const finish = finishOf(batch, outlook);
  return (
    <section class="standing" aria-label="How it stands">
      <p class="standing-numbers">
        {total > 0 && <strong>{percentText(ended / total)}</strong>}
        <span>{countsText(batch)}</span>
      </p>
      <ProgressBar counts={counts} />
      <DeadlineAxis batch={batch} expectedAt={finish.at} />
      <p class="standing-finish">
        <FinishText batch={batch} finish={finish} />
      </p>
      {outlook && outlook.reasons.length > 0 && (
        <ul class="reasons" aria-label="What its finish hangs on">
          {outlook.reasons.map(({ text }) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function countsText(batch: Batch): string {
  const { total, completed, failed } = batch.request_counts;
  if (total === 0) return hasEnded(batch) ? 'It ended before any request was planned.' : 'The input is being read.';
  const open = total - completed - failed;
  return `${countText(completed)} completed, ${countText(failed)} failed, ${countText(open)} open of ${counted(total, 'request')}`;
}

interface FinishTextProps {
  readonly batch: Batch;
  readonly finish: ExpectedFinish;
}

function FinishText({ batch, finish: { at, slackSeconds, onTime, isByPace } }: FinishTextProps): JSX.Element {
  const end = endedAt(batch);
  const deadline = batch.expires_at;
  if (end !== null)
    return (
      <>
        Ended <Since at={end} />, {slackText((deadline - end) * 1_000)} the deadline.
      </>
    );
  if (batch.status === 'finalizing') return <>Every request has ended. The files are being made.</>;
  if (at === null || slackSeconds === null)
    return (
      <>
        {now.value > deadline * 1_000 ? (
          'The deadline has passed.'
        ) : (
          <>
            The deadline is <Since at={deadline} />.
          </>
        )}{' '}
        {onTime === false ? (
          <span data-late>No end is in sight: as things are it will not be done.</span>
        ) : (
          'No forecast yet.'
        )}
      </>
    );
  const rate = batch.estimate?.requests_per_second;
  return (
    <>
      <span data-late={slackSeconds < 0}>
        {isByPace ? 'At this pace done' : 'Expected'} <Since at={at} />, {slackText(slackSeconds * 1_000)} the deadline.
      </span>
      {rate !== undefined && ` So far ${amountText(rate)} requests/s.`}
    </>
  );
}

function slackText(ms: number): string {
  return `${spanText(Math.abs(ms))} ${ms < 0 ? 'after' : 'before'}`;
}
