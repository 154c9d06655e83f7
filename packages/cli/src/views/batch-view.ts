import type { BatchEvent, BatchOutlook } from '@spillway/api-types';
import { countsOf, endOf, type WireBatch, type WireProblem } from '../client/wire-batch.ts';
import { formatDuration } from '../flags/duration.ts';
import { countOf, formatCount, formatRate } from '../terminal/amount.ts';
import { clockText, instant } from '../terminal/instant.ts';
import { labelled } from '../terminal/labelled.ts';
import { printable } from '../terminal/printable.ts';

export interface ShownBatch {
  readonly batch: WireBatch;
  readonly timeline: readonly BatchEvent[];
  /** Of one that runs, where the server tells it. */
  readonly outlook?: BatchOutlook | undefined;
  readonly nowMs: number;
}

/** One batch, label by label, with what is wrong with its input and what has happened to it. */
export function batchText({ batch, timeline, outlook, nowMs }: ShownBatch): string {
  const problems = problemsOf(batch);
  const reasons = outlook?.reasons ?? [];
  const sections = [
    labelled([...labelsOf(batch, nowMs), ...fileLabels(batch)]),
    problems.length === 0 ? [] : ['', `${countOf(problems.length, 'problem')}:`, ...problems.map(problemLine)],
    reasons.length === 0 ? [] : ['', 'why it may be late:', ...reasons.map(({ text }) => printable(`  ${text}`))],
    timeline.length === 0 ? [] : ['', 'timeline:', ...timeline.map(timelineLine)],
  ];
  return sections.flat().join('\n');
}

export function problemsOf({ errors }: WireBatch): readonly WireProblem[] {
  return errors?.data ?? [];
}

/** Where in the input, and what. */
export function problemLine({ line, param, code, message }: WireProblem): string {
  const where = [line == null ? undefined : `line ${line}`, param ?? undefined, code].filter(
    (part) => part !== undefined,
  );
  return printable(`  ${[...where, message ?? ''].join(': ')}`);
}

export function timelineLine({ created_at: at, type, message }: BatchEvent): string {
  return printable(`  ${clockText(at * 1_000)}  ${type}${message === '' ? '' : `  ${message}`}`);
}

type Label = readonly [label: string, value: string | undefined];

function labelsOf(batch: WireBatch, nowMs: number): Label[] {
  const at = (seconds: number | null | undefined): string | undefined =>
    seconds == null ? undefined : instant(seconds * 1_000, nowMs);
  const ended = endOf(batch);
  const { usage, priority, revision, user, deduplicated = 0 } = batch;
  return [
    ['batch', batch.id],
    ['status', batch.status],
    ['requests', countsText(batch)],
    ['created', at(batch.created_at)],
    ['ended', at(ended)],
    ['expected', ended === undefined ? expectedText(batch, nowMs) : undefined],
    ['deadline', `${at(batch.expires_at) ?? '-'}, window ${batch.completion_window}`],
    ['took', ended === undefined ? undefined : formatDuration((ended - batch.created_at) * 1_000)],
    ['endpoint', batch.endpoint],
    ['model', batch.model ?? undefined],
    ['tokens', usage ? `${formatCount(usage.input_tokens)} in, ${formatCount(usage.output_tokens)} out` : undefined],
    ['copied', deduplicated === 0 ? undefined : `${countOf(deduplicated, 'answer')} of requests that repeat`],
    ['priority', priority === undefined ? undefined : String(priority)],
    ['revision', revision === undefined || revision === 1 ? undefined : String(revision)],
    ['user', user ?? undefined],
    ['metadata', metadataText(batch.metadata)],
  ];
}

function fileLabels(batch: WireBatch): Label[] {
  return [
    ['input', batch.input_file_id],
    ['output', batch.output_file_id ?? undefined],
    ['errors', batch.error_file_id ?? undefined],
  ];
}

function countsText(batch: WireBatch): string {
  const { total, completed, failed } = countsOf(batch);
  if (total === 0) return 'not counted yet';
  return `${formatCount(completed + failed)} of ${formatCount(total)} done, ${formatCount(failed)} failed`;
}

function expectedText({ estimate }: WireBatch, nowMs: number): string | undefined {
  if (!estimate) return undefined;
  const { expected_finish_at: at, requests_per_second: pace, on_time: onTime } = estimate;
  return `${instant(at * 1_000, nowMs)}, ${formatRate(pace)} requests/s, ${onTime ? 'on time' : 'TOO LATE AT THIS PACE'}`;
}

function metadataText(metadata: WireBatch['metadata']): string | undefined {
  const pairs = Object.entries(metadata ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? undefined : pairs.join(', ');
}
