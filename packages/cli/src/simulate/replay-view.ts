import type { FleetDecision } from '@spillway/core/store';
import type { ReplayDifference, ReplayReport } from '@spillway/simulator/fleet';
import { textTable } from '../terminal/text-table.ts';

/** Differences that are shown; a program gets them all. */
const SHOWN = 20;

const columns = [
  { title: 'AT', least: 19 },
  { title: 'MODEL', least: 8 },
  { title: 'DECIDED', least: 8 },
  { title: 'WOULD DECIDE', least: 8 },
] as const;

/** A replay for people: whether all was decided alike, and else what was decided, beside what would be. */
export function replayView(
  { decisions, models, differences }: ReplayReport,
  { policy, width }: { readonly policy: string; readonly width: number | undefined },
): string {
  const what = `${decisions} decisions about ${models.join(', ')}`;
  if (differences.length === 0) return `${policy} decides the same again: ${what}.`;
  const rows = differences.slice(0, SHOWN).map((difference) => rowOf(difference));
  const more = differences.length > SHOWN ? [`… and ${differences.length - SHOWN} more`] : [];
  const head = `${policy} decides ${differences.length} of ${what} otherwise:`;
  return [head, ...textTable({ columns, rows, width }), ...more].join('\n');
}

function rowOf({ record, decision }: ReplayDifference): string[] {
  const at = new Date(record.snapshot.asOf).toISOString().slice(0, 19);
  return [at, record.snapshot.model, decidedText(record.decision), decidedText(decision)];
}

/** What a decision asks for, in a few words: `spot 4, dedicated 2 (1 opens)`. */
function decidedText({ pools }: FleetDecision): string {
  const parts = pools.map(({ pool, desiredReplicas, permissions }) => {
    const opens = permissions.filter(({ permission }) => permission === 'all').length;
    const closes = permissions.length - opens;
    const changes = [...(opens > 0 ? [`${opens} opens`] : []), ...(closes > 0 ? [`${closes} closes`] : [])];
    return `${pool} ${desiredReplicas}${changes.length > 0 ? ` (${changes.join(', ')})` : ''}`;
  });
  return parts.join(', ');
}
