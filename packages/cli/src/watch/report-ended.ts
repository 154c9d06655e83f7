import { countsOf, endOf, type WireBatch } from '../client/wire-batch.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { formatDuration } from '../flags/duration.ts';
import type { ProducedPaths } from '../run/produced-paths.ts';
import { countOf, formatCount } from '../terminal/amount.ts';
import type { Output } from '../terminal/output.ts';
import type { ClientCall } from '../verbs/client-verb.ts';
import { problemLine, problemsOf } from '../views/batch-view.ts';

type ReportCall = Pick<ClientCall<Record<never, never>>, 'output' | 'command'>;

/** How a batch ended, where its answers are, and what to do about what has none. */
export function reportEnded({ output, command }: ReportCall, batch: WireBatch, paths?: ProducedPaths): ExitCode {
  if (batch.status === 'failed') return reportFailed(output, batch);
  const { total, completed, failed } = countsOf(batch);
  const record = {
    event: 'finished',
    id: batch.id,
    status: batch.status,
    total,
    succeeded: completed,
    failed: total - completed,
    ...(paths && { output: paths.output, errors: paths.errors }),
  };
  const lines = [
    `${batch.status}: ${countOf(completed, 'request')} answered, ${formatCount(failed)} failed, in ${tookOf(batch)}`,
    ...(paths ? [`  output  ${paths.output}`, `  errors  ${paths.errors}${failed === 0 ? ' (empty)' : ''}`] : []),
  ];
  output.event(record, lines.join('\n'));
  if (!paths) output.note(`  get the answers  ${command('results', batch.id, '-o', 'answers.jsonl')}`);
  if (failed > 0) {
    if (batch.error_file_id) output.note(`  see what failed  ${command('files', 'content', batch.error_file_id)}`);
    output.note(`  run it again     ${command('retry', batch.id)}`);
  }
  return total === completed ? exitCodes.ok : exitCodes.someFailed;
}

/** The wire's instants are whole seconds. */
function tookOf(batch: WireBatch): string {
  const seconds = (endOf(batch) ?? batch.created_at) - batch.created_at;
  return seconds === 0 ? 'under 1 s' : formatDuration(seconds * 1_000);
}

/** The input did not validate, so nothing was run. */
function reportFailed(output: Output, batch: WireBatch): ExitCode {
  const problems = problemsOf(batch);
  for (const problem of problems) {
    output.event({ event: 'problem', id: batch.id, ...problem }, problemLine(problem).trimStart());
  }
  const text = `${batch.id} failed: ${countOf(problems.length, 'problem')} in the input; nothing was run.`;
  if (output.json) output.event({ event: 'finished', id: batch.id, status: 'failed', problems: problems.length }, text);
  else output.note(text);
  return exitCodes.refused;
}
