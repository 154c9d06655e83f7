import { formatDuration } from '../flags/duration.ts';
import { formatCount, formatRate } from '../terminal/amount.ts';

/** How far a run is. */
export interface Progress {
  readonly total: number;
  /** Requests with an outcome, failed ones included. */
  readonly done: number;
  readonly failed: number;
  /** Requests that were executed without success and will be again. */
  readonly retrying: number;
  readonly requestsPerSecond: number | undefined;
  readonly tokensPerSecond: number | undefined;
}

/** Estimated time to the end at the present pace; undefined while nothing is known of it. */
export function leftMs({ total, done, requestsPerSecond }: Progress): number | undefined {
  if (done >= total) return 0;
  return requestsPerSecond ? ((total - done) * 1_000) / requestsPerSecond : undefined;
}

/** One line, for a log. */
export function progressLine(progress: Progress): string {
  const { total, done } = progress;
  return `${formatCount(done)}/${formatCount(total)} done (${percent(progress)} %), ${figures(progress).join(', ')}`;
}

/** One line with a bar, for a terminal of so many columns. */
export function progressBar(progress: Progress, columns: number): string {
  const { total, done } = progress;
  const text = `${percent(progress).toString().padStart(3)} % ${formatCount(done)}/${formatCount(total)}  ${figures(progress).join('  ')}`;
  // One width for a terminal: a bar that grows and shrinks with the figures beside it is hard to read.
  const cells = columns < 96 ? 10 : 20;
  if (columns < text.length + cells + 4) return text;
  const filled = total === 0 ? 0 : Math.floor((done / total) * cells);
  return `[${'#'.repeat(filled)}${'.'.repeat(cells - filled)}] ${text}`;
}

/** What `--json` shows of it. */
export function progressRecord(progress: Progress): Readonly<Record<string, unknown>> {
  const left = leftMs(progress);
  return {
    total: progress.total,
    done: progress.done,
    failed: progress.failed,
    retrying: progress.retrying,
    requests_per_second: round(progress.requestsPerSecond),
    tokens_per_second: round(progress.tokensPerSecond),
    seconds_left: left === undefined ? null : Math.round(left / 1_000),
  };
}

function figures(progress: Progress): string[] {
  const left = leftMs(progress);
  return [
    `${formatCount(progress.failed)} failed`,
    `${formatCount(progress.retrying)} retrying`,
    `${progress.requestsPerSecond === undefined ? '-' : formatRate(progress.requestsPerSecond)} requests/s`,
    `${progress.tokensPerSecond === undefined ? '-' : formatRate(progress.tokensPerSecond)} tokens/s`,
    left === undefined ? 'time left unknown' : `${formatDuration(left)} left`,
  ];
}

/** Never 100 before the end. */
function percent({ total, done }: Progress): number {
  return total === 0 ? 0 : Math.floor((done / total) * 100);
}

function round(rate: number | undefined): number | null {
  return rate === undefined ? null : Math.round(rate * 100) / 100;
}
