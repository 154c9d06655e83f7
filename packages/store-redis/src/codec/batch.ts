import { type Batch, type BatchCounts, type BatchPhase, outcomes } from '@spillway/core/store';

/** The batch as others see it, from the fields of its record. What is plain JSON in a batch is JSON in its field. */
export function decodeBatch(id: string, fields: ReadonlyMap<string, string>): Batch {
  const text = (name: string): string => fields.get(name) ?? '';
  const number = (name: string): number => Number(text(name));
  const instant = (name: string): number | null => (fields.has(name) ? number(name) : null);
  const json = <Value>(name: string, absent: string): Value => JSON.parse(fields.get(name) ?? absent) as Value;
  return {
    id,
    tenant: text('tenant'),
    user: json('user', 'null'),
    phase: text('phase') as BatchPhase,
    revision: number('revision'),
    inputFileId: text('inputFileId'),
    endpoint: text('endpoint'),
    window: text('window'),
    metadata: json('metadata', 'null'),
    priority: number('priority'),
    fingerprint: text('fingerprint'),
    settings: json('settings', 'null'),
    plan: json('plan', 'null'),
    counts: decodeCounts(fields.has('inProgressAt') ? number : () => 0),
    deduplicated: number('deduplicated'),
    usage: json('usage', 'null'),
    outputFileId: json('outputFileId', 'null'),
    errorFileId: json('errorFileId', 'null'),
    problems: json('problems', '[]'),
    createdAt: number('createdAt'),
    deadlineAt: number('deadlineAt'),
    inProgressAt: instant('inProgressAt'),
    finalizingAt: instant('finalizingAt'),
    endedAt: instant('endedAt'),
    cancelRequestedAt: instant('cancelRequestedAt'),
    requeue: json('requeue', 'null'),
    purgedAt: instant('purgedAt'),
  };
}

function decodeCounts(count: (name: string) => number): BatchCounts {
  const ofOutcomes = Object.fromEntries(outcomes.map((outcome) => [outcome, count(outcome)]));
  return { total: count('total'), open: count('open'), ...ofOutcomes } as BatchCounts;
}
