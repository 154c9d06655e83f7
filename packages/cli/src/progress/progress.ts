import { formatDuration } from '../flags/duration.ts';
import { formatCount, formatRate } from '../terminal/amount.ts';

/** How far a run is. */
export interface Progress {
  readonly total: number;
  /** Requests with an outcome, failed ones included. */
  readonly done: number;
  readonly failed: number;
  /** Requests that were executed without success and will be again; left out where nobody counts them. */
  readonly retrying?: number;
  readonly requestsPerSecond: number | undefined;
  /** Left out where nobody counts tokens. */
  readonly tokensPerSecond?: number | undefined;
  /** The time to the end as others estimate it, who know more than the present pace. */
  readonly expectedMs?: number | undefined;
  /** From now; negative once it has passed. Left out where no deadline matters. */
  readonly deadlineMs?: number | undefined;
}

/**
 * Estimated time to the end; undefined while nothing is known of it.
 *
 * @internal Exported for its test.
 */
export function leftMs({ total, done, requestsPerSecond, expectedMs }: Progress): number | undefined {
  if (done >= total) return 0;
  if (expectedMs !== undefined) return Math.max(0, expectedMs);
  return requestsPerSecond ? ((total - done) * 1_000) / requestsPerSecond : undefined;
}

/** The time between the expected end and the deadline, negative when that is too early; undefined while either is unknown. */
function spareMs(progress: Progress): number | undefined {
  const left = leftMs(progress);
  return left === undefined || progress.deadlineMs === undefined ? undefined : progress.deadlineMs - left;
}

/** One line, for a log. */
export function progressLine(progress: Progress): string {
  const { total, done } = progress;
  return `${formatCount(done)}/${formatCount(total)} done (${percent(progress)} %), ${figures(progress).join(', ')}`;
}

/** One line with a bar, for a terminal of so many columns. A narrow one is told least of all what it can do without. */
export function progressBar(progress: Progress, columns: number): string {
  const { total, done } = progress;
  const share = `${percent(progress).toString().padStart(3)} %`;
  const counted = `${share} ${formatCount(done)}/${formatCount(total)}`;
  const full = [counted, ...figures(progress)].join('  ');
  const brief = [counted, ...briefFigures(progress)].join('  ');
  // One width for a terminal: a bar that grows and shrinks with the figures beside it is hard to read.
  const bar = barOf(progress, columns < 96 ? 10 : 20);
  const shapes = [`${bar} ${full}`, `${bar} ${brief}`, brief, [share, ...lastFigures(progress)].join('  ')];
  return shapes.find(({ length }) => length < columns) ?? shapes.at(-1) ?? share;
}

function barOf({ total, done }: Progress, cells: number): string {
  const filled = total === 0 ? 0 : Math.floor((done / total) * cells);
  return `[${'#'.repeat(filled)}${'.'.repeat(cells - filled)}]`;
}

/** What `--json` shows of it. */
export function progressRecord(progress: Progress): Readonly<Record<string, unknown>> {
  const left = leftMs(progress);
  return {
    total: progress.total,
    done: progress.done,
    failed: progress.failed,
    ...(progress.retrying !== undefined && { retrying: progress.retrying }),
    requests_per_second: round(progress.requestsPerSecond),
    ...('tokensPerSecond' in progress && { tokens_per_second: round(progress.tokensPerSecond) }),
    seconds_left: seconds(left),
    ...('deadlineMs' in progress && {
      seconds_to_deadline: seconds(progress.deadlineMs),
      seconds_to_spare: seconds(spareMs(progress)),
    }),
  };
}

function figures(progress: Progress): string[] {
  const { failed, retrying, requestsPerSecond, tokensPerSecond, deadlineMs } = progress;
  const left = leftMs(progress);
  return [
    `${formatCount(failed)} failed`,
    ...(retrying === undefined ? [] : [`${formatCount(retrying)} retrying`]),
    `${paceOf(requestsPerSecond)} requests/s`,
    ...('tokensPerSecond' in progress ? [`${paceOf(tokensPerSecond)} tokens/s`] : []),
    left === undefined ? 'time left unknown' : `${formatDuration(left)} left`,
    ...(deadlineMs === undefined ? [] : [deadlineNote(deadlineMs, spareMs(progress))]),
  ];
}

/** What is worth the room of 80 columns. */
function briefFigures(progress: Progress): string[] {
  const { failed, retrying = 0, requestsPerSecond } = progress;
  return [
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(retrying > 0 ? [`${formatCount(retrying)} retrying`] : []),
    `${paceOf(requestsPerSecond)} req/s`,
    ...lastFigures(progress),
  ];
}

/** When it ends, and whether that is in time. */
function lastFigures(progress: Progress): string[] {
  const { deadlineMs } = progress;
  const left = leftMs(progress);
  const spare = spareMs(progress);
  const isOpen = deadlineMs !== undefined && deadlineMs >= 0 && spare !== undefined;
  return [
    ...(left === undefined ? [] : [`${formatDuration(left)} left`]),
    ...(deadlineMs === undefined ? [] : [isOpen ? spareWords(spare) : deadlineNote(deadlineMs, spare)]),
  ];
}

function deadlineNote(deadlineMs: number, spare: number | undefined): string {
  if (deadlineMs < 0) return `deadline passed ${formatDuration(-deadlineMs)} ago`;
  return `deadline in ${formatDuration(deadlineMs)}${spare === undefined ? '' : `, ${spareWords(spare)}`}`;
}

function spareWords(spare: number): string {
  return spare < 0 ? 'TOO LATE AT THIS PACE' : `${formatDuration(spare)} to spare`;
}

function paceOf(perSecond: number | undefined): string {
  return perSecond === undefined ? '-' : formatRate(perSecond);
}

/** Never 100 before the end. */
function percent({ total, done }: Progress): number {
  return total === 0 ? 0 : Math.floor((done / total) * 100);
}

function round(rate: number | undefined): number | null {
  return rate === undefined ? null : Math.round(rate * 100) / 100;
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 1_000);
}
