import type { BatchReport } from '../store/index.ts';

/** Whether a batch kept its deadline; `none` where there was none to keep: cancelled, or refused input. */
export type BatchSla = 'met' | 'violated' | 'none';

/** Met with its files there by the deadline. What became of single requests does not matter here. */
export function slaOf({
  phase,
  endedAt,
  deadlineAt,
  violated,
}: Pick<BatchReport, 'phase' | 'endedAt' | 'deadlineAt' | 'violated'>): BatchSla {
  if (phase === 'completed') return endedAt <= deadlineAt ? 'met' : 'violated';
  if (phase === 'expired') return 'violated';
  // It ran, and was given up.
  return phase === 'failed' && violated > 0 ? 'violated' : 'none';
}
