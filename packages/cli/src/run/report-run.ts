import { statusOf } from '@spillway/core';
import type { Batch } from '@spillway/core/store';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { formatDuration } from '../flags/duration.ts';
import { countOf, formatCount, formatRate } from '../terminal/amount.ts';
import type { Output } from '../terminal/output.ts';
import type { ProducedPaths } from './produced-paths.ts';

/** What is wrong with the input: file, line, field and code of each problem. */
export function reportProblems(output: Output, { problems }: Batch, input: string): ExitCode {
  for (const { code, message, param, line } of problems) {
    const where = [line === null ? input : `${input}:${line}`, param].filter((part) => part !== null).join(': ');
    output.event({ event: 'problem', file: input, line, param, code, message }, `${where}: ${code}: ${message}`);
  }
  const more = problems.length >= 100 ? ' (the first ones)' : '';
  const hint = problems.some(({ code }) => code === 'too_many_tasks')
    ? '\n  Raise the limit with --max-requests N.'
    : '';
  const text = `spillway run: ${input} has ${countOf(problems.length, 'problem')}${more}; nothing was run.${hint}`;
  if (output.json) output.event({ event: 'failed', file: input, problems: problems.length }, text);
  else output.note(text);
  return exitCodes.refused;
}

export interface FinishedRun {
  readonly batch: Batch;
  readonly paths: ProducedPaths;
  /** How long this call took. */
  readonly tookMs: number;
  /** Requests that had ended before this call. */
  readonly doneBefore: number;
  readonly tokens: number;
}

/** How it ended, and where the files are. */
export function reportFinished(output: Output, run: FinishedRun): ExitCode {
  const { batch, paths, tookMs, doneBefore, tokens } = run;
  const { total, open, succeeded } = batch.counts;
  const failed = total - open - succeeded;
  const pace = (total - doneBefore) / Math.max(0.001, tookMs / 1_000);
  const record = {
    event: 'finished',
    status: statusOf(batch),
    total,
    succeeded,
    failed,
    output: paths.output,
    errors: paths.errors,
    seconds: Math.round(tookMs) / 1_000,
    tokens,
  };
  const lines = [
    `${countOf(succeeded, 'request')} answered, ${formatCount(failed)} failed, ${tookOf(run, pace)}`,
    `  output  ${paths.output}`,
    `  errors  ${paths.errors}${failed === 0 ? ' (empty)' : ''}`,
  ];
  if (batch.phase === 'expired') lines.push('  The deadline passed first; --fresh runs the whole file anew.');
  output.event(record, lines.join('\n'));
  return failed === 0 ? exitCodes.ok : exitCodes.someFailed;
}

function tookOf({ batch, tookMs, doneBefore }: FinishedRun, pace: number): string {
  const { total } = batch.counts;
  if (doneBefore === total) return 'already done by an earlier call; the files were written again';
  const before = doneBefore > 0 ? `, ${formatCount(doneBefore)} of them before` : '';
  return `in ${formatDuration(tookMs)} (${formatRate(pace)} requests/s${before})`;
}

/** Where it stopped, and how to go on. */
export function reportInterrupted(output: Output, { counts, inProgressAt }: Batch, command: string): ExitCode {
  const done = counts.total - counts.open;
  const kept =
    inProgressAt === null
      ? 'Stopped before the first request'
      : `Stopped with ${formatCount(done)} of ${countOf(counts.total, 'request')} done, which are kept`;
  const text = `${kept}. Go on with:\n  ${command}`;
  output.event({ event: 'interrupted', total: counts.total, done, resume: command }, text);
  return exitCodes.interrupted;
}
