import type { BulkAction } from '@spillway/api-types';
import type { WireRecordedAction } from '../client/wire-bulk-action.ts';
import { formatCount } from '../terminal/amount.ts';
import { instant, relativeTime } from '../terminal/instant.ts';
import { labelled } from '../terminal/labelled.ts';
import { printable } from '../terminal/printable.ts';
import { amountOf, bulkWords } from '../verbs/bulk/bulk-words.ts';
import type { ListView } from './list-view.ts';

export function bulkActionListView(nowMs: number): ListView<WireRecordedAction> {
  return {
    columns: [
      { title: 'ACTION ID' },
      { title: 'ACTION', least: 6 },
      { title: 'STATUS', least: 6 },
      { title: 'DONE', align: 'right', dispensable: 0 },
      { title: 'SKIPPED', align: 'right', dispensable: 3 },
      { title: 'FAILED', align: 'right', dispensable: 1 },
      { title: 'CREATED', dispensable: 2 },
    ],
    cellsOf: ({ id, action, status, counts, created_at }) => [
      id,
      action,
      status,
      `${formatCount(counts.done)}/${formatCount(counts.matched)}`,
      counts.skipped === 0 ? '-' : formatCount(counts.skipped),
      counts.failed === 0 ? '-' : formatCount(counts.failed),
      relativeTime(created_at * 1_000, nowMs),
    ],
    recordOf: (action) => ({ event: 'bulk_action', ...action }),
    none: 'There are no bulk actions.',
  };
}

/** What is known of one. */
export function bulkActionText(action: WireRecordedAction, nowMs: number): string {
  const { id, status, filter, completion_window: window, created_at, ended_at } = action;
  const facts = labelled([
    ['action', `${action.action} ${JSON.stringify(filter)}`],
    ['window', window ?? undefined],
    ['progress', progressText(action)],
    ['created', instant(created_at * 1_000, nowMs)],
    ['ended', ended_at === null ? undefined : instant(ended_at * 1_000, nowMs)],
  ]);
  return [`${id}  ${status}`, ...facts, ...problemLines(action)].join('\n');
}

/** `12 of 30 batches cancelled, 2 skipped, 1 failed`. */
export function progressText({ action, counts }: Pick<BulkAction, 'action' | 'counts'>, does = ''): string {
  const { matched, done, skipped, failed } = counts;
  const parts = [
    `${formatCount(done)} of ${amountOf(action, matched)} ${does}${bulkWords[action].done}`,
    ...(skipped === 0 ? [] : [`${formatCount(skipped)} skipped`]),
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed`]),
  ];
  return parts.join(', ');
}

/** Why some were skipped, or failed. */
export function problemLines({ problems, counts }: Pick<BulkAction, 'problems' | 'counts'>): string[] {
  const lines = problems.map(({ code, message }) => `  ${printable(code)}: ${printable(message)}`);
  const isCut = problems.length > 0 && counts.skipped + counts.failed > problems.length;
  return isCut ? [...lines, '  …'] : lines;
}
