import type { JSX } from 'preact';
import { type Batch, endedAt, hasEnded } from '../../api/batch.ts';
import { call } from '../../api/call.ts';
import type { Outlook } from '../../api/outlook.ts';
import { amountText, counted, countText, percentText } from '../../format/amount.ts';
import { spanText } from '../../format/span.ts';
import { now } from '../../live/clock.ts';
import { useLoaded } from '../../live/use-loaded.ts';
import { ProgressBar } from '../../parts/progress-bar.tsx';
import { Since } from '../../parts/when.tsx';
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
    async (signal) => (isRunning ? call<Outlook>(`v1/batches/${id}/outlook`, { signal }) : undefined),
    isRunning ? { everyMs: POLL_MS } : {},
  );
  const expectedAt = outlook?.expected_finish_at ?? batch.estimate?.expected_finish_at ?? null;
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
      <DeadlineAxis batch={batch} expectedAt={expectedAt} />
      <p class="standing-finish">
        <Finish batch={batch} expectedAt={expectedAt} />
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

function Finish({ batch, expectedAt }: { readonly batch: Batch; readonly expectedAt: number | null }): JSX.Element {
  const end = endedAt(batch);
  const deadline = batch.expires_at;
  if (end !== null)
    return (
      <>
        Ended <Since at={end} />, {slackText((deadline - end) * 1_000)} the deadline.
      </>
    );
  if (batch.status === 'finalizing') return <>Every request has ended. The files are being made.</>;
  if (expectedAt === null)
    return (
      <>
        {now.value > deadline * 1_000 ? (
          'The deadline has passed.'
        ) : (
          <>
            The deadline is <Since at={deadline} />.
          </>
        )}{' '}
        No forecast yet.
      </>
    );
  const rate = batch.estimate?.requests_per_second;
  return (
    <span data-late={expectedAt > deadline}>
      Expected <Since at={expectedAt} />
      {rate !== undefined && ` at ${amountText(rate)} requests/s`}, {slackText((deadline - expectedAt) * 1_000)} the
      deadline.
    </span>
  );
}

function slackText(ms: number): string {
  return `${spanText(Math.abs(ms))} ${ms < 0 ? 'after' : 'before'}`;
}
