import type { Attempt } from '@spillway/api-types';
import { membersOf, prettyJson } from '@spillway/core/json-text';
import type { WireRequest } from '../client/wire-request.ts';
import { formatDuration } from '../flags/duration.ts';
import { formatCount } from '../terminal/amount.ts';
import { clockText, instant } from '../terminal/instant.ts';
import { labelled } from '../terminal/labelled.ts';
import { printable } from '../terminal/printable.ts';
import { textTable } from '../terminal/text-table.ts';
import type { ListView } from './list-view.ts';

export const requestListView: ListView<WireRequest> = {
  columns: [
    { title: 'REQUEST' },
    { title: 'CUSTOM ID', least: 8 },
    { title: 'STATUS' },
    { title: 'WHY', dispensable: 1 },
    { title: 'TRIES', align: 'right', dispensable: 3 },
    { title: 'TOOK', align: 'right', dispensable: 2 },
    { title: 'TOKENS', align: 'right', dispensable: 4 },
    { title: 'POOL', dispensable: 5 },
    { title: 'ENGINE', least: 10, dispensable: 6 },
  ],
  cellsOf: (request) => [
    request.id,
    request.custom_id,
    request.status,
    request.error_code ?? '-',
    String(request.attempts),
    request.duration_ms === null ? '-' : formatDuration(request.duration_ms),
    request.usage ? formatCount(request.usage.input_tokens + request.usage.output_tokens) : '-',
    request.pool ?? '-',
    request.engine ?? '-',
  ],
  recordOf: (request) => ({ event: 'request', ...request }),
  none: 'There are no such requests.',
};

/** One request with its lines, from the JSON that tells of it: the numbers in it stay as they are. */
export function requestText(json: string, nowMs: number): string {
  const request = JSON.parse(json) as WireRequest;
  const { usage, duration_ms: tookMs } = request;
  const at = (seconds: number | null): string | undefined =>
    seconds === null ? undefined : instant(seconds * 1_000, nowMs);
  const lines = labelled([
    ['request', request.id],
    ['batch', request.batch_id],
    ['custom id', request.custom_id],
    ['line', formatCount(request.position + 1)],
    ['status', request.error_code === null ? request.status : `${request.status}: ${request.error_code}`],
    ['model', request.model],
    ['tries', String(request.attempts)],
    ['ran on', [request.pool, request.worker, request.engine].filter((part) => part !== null).join(', ') || undefined],
    ['answered', request.duplicate_of == null ? undefined : `by the answer to ${request.duplicate_of}`],
    ['started', at(request.started_at)],
    ['ended', at(request.ended_at)],
    ['took', tookMs === null ? undefined : formatDuration(tookMs)],
    ['tokens', usage ? `${formatCount(usage.input_tokens)} in, ${formatCount(usage.output_tokens)} out` : undefined],
  ]);
  lines.push(...attemptLines(request.attempt_history ?? []));
  const members = membersOf(json);
  for (const name of ['input', 'output']) {
    const text = members.get(name) ?? 'null';
    lines.push('', `${name}${text === 'null' ? '  none yet' : `:\n${printable(prettyJson(text), { lines: true })}`}`);
  }
  return lines.join('\n');
}

/** Nothing of a request that was answered at once: all of it stands above. */
function attemptLines(attempts: readonly Attempt[]): readonly string[] {
  if (attempts.every(({ verdict }) => verdict === 'answered')) return [];
  const table = textTable({
    columns: [
      { title: 'TRIED' },
      { title: 'TOOK', align: 'right' },
      { title: 'POOL' },
      { title: 'WORKER' },
      { title: 'ENGINE' },
      { title: 'RESULT' },
      { title: 'WHY' },
    ],
    rows: attempts.map((attempt) => [
      clockText(attempt.started_at * 1_000),
      formatDuration(attempt.duration_ms),
      attempt.pool ?? '-',
      attempt.worker ?? '-',
      attempt.engine ?? '-',
      attempt.code ?? attempt.verdict,
      attempt.message ?? '-',
    ]),
    width: undefined,
  });
  return ['', ...table];
}
