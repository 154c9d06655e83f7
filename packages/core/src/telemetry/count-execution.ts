import type { Verdict } from '../executor/index.ts';
import type { Telemetry } from './telemetry.ts';

export interface EndedExecution {
  readonly pool: string;
  readonly model: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
}

/** Counts one execution of a request in this process. */
export function countExecution(
  { pool, model: named, verdict, durationMs }: EndedExecution,
  { instruments, models }: Telemetry,
): void {
  const labels = { pool, model: models.label(named) };
  instruments.executions.add(1, { ...labels, verdict: verdict.kind });
  instruments.executionTime.record(durationMs / 1_000, labels);
  if (verdict.kind === 'busy') instruments.engineRefusals.add(1, { pool });
  if (verdict.kind !== 'answered') return;
  instruments.executedTokens.add(verdict.usage.inputTokens, { ...labels, direction: 'in' });
  instruments.executedTokens.add(verdict.usage.outputTokens, { ...labels, direction: 'out' });
}
