import type { AnsweredVerdict, Verdict } from '../executor/index.ts';
import type { Telemetry } from './telemetry.ts';

export interface EndedExecution {
  readonly pool: string;
  readonly model: string;
  readonly verdict: Verdict;
  readonly durationMs: number;
}

/** Counts one execution of a request in this process. */
export function countExecution(execution: EndedExecution, telemetry: Telemetry): void {
  const { pool, model: named, verdict, durationMs } = execution;
  const { instruments, models } = telemetry;
  const labels = { pool, model: models.label(named) };
  instruments.executions.add(1, { ...labels, verdict: verdict.kind });
  instruments.executionTime.record(durationMs / 1_000, labels);
  if (verdict.kind === 'busy') instruments.engineRefusals.add(1, { pool });
  if (verdict.kind !== 'answered') return;
  instruments.executedTokens.add(verdict.usage.inputTokens, { ...labels, direction: 'in' });
  instruments.executedTokens.add(verdict.usage.outputTokens, { ...labels, direction: 'out' });
  countAnswer({ ...execution, verdict }, telemetry);
}

/** Counts it for the engine that answered. */
function countAnswer(
  { pool, verdict, durationMs }: EndedExecution & { readonly verdict: AnsweredVerdict },
  { instruments, engines }: Telemetry,
): void {
  if (verdict.engine === null) return;
  const labels = { pool, engine: engines.label(verdict.engine) };
  instruments.engineTime.record(durationMs / 1_000, labels);
  instruments.engineTokens.add(verdict.usage.inputTokens, { ...labels, direction: 'in' });
  instruments.engineTokens.add(verdict.usage.outputTokens, { ...labels, direction: 'out' });
}
