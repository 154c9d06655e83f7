import type { DeadLetterGroup } from '@spillway/api-types';
import { formatCount } from '../terminal/amount.ts';
import { relativeTime } from '../terminal/instant.ts';
import type { Column } from '../terminal/text-table.ts';

/** Ways to fail: how often, why, since when. */
export const deadLetterGroupColumns: readonly Column[] = [
  { title: 'COUNT', align: 'right' },
  { title: 'FINGERPRINT' },
  { title: 'WHY' },
  { title: 'BATCHES', align: 'right', dispensable: 3 },
  { title: 'FIRST', dispensable: 4 },
  { title: 'LAST', dispensable: 2 },
  { title: 'MODEL', least: 8, dispensable: 5 },
  { title: 'MESSAGE', least: 16, dispensable: 1 },
];

export function deadLetterGroupRow(nowMs: number): (group: DeadLetterGroup) => readonly string[] {
  return (group) => [
    formatCount(group.count),
    group.fingerprint,
    group.code ?? '-',
    formatCount(group.batches),
    relativeTime(group.first_at * 1_000, nowMs),
    relativeTime(group.last_at * 1_000, nowMs),
    group.model,
    group.message ?? '-',
  ];
}
