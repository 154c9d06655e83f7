import type { Executor, Verdict } from '../executor/index.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Batch } from '../store/index.ts';
import type { TracedExecution } from '../telemetry/traces/trace-execution.ts';
import { brokenExecutor } from './broken-executor.ts';
import type { RequestRun } from './request-run.ts';

export interface RequestExecution {
  readonly batch: Batch;
  readonly requestId: string;
  /** Undefined while nobody traces. */
  readonly traced: Pick<TracedExecution, 'traceparent'> | undefined;
  readonly model: string;
  readonly executor: Executor;
  /** What is left of the batch's time. */
  readonly timeLeftMs: number;
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Runs a request once. An executor that throws is broken, for this request at least: bounded like any failure. Never throws. */
export async function executeRequest(
  { body }: Pick<RequestRun, 'body'>,
  { batch, requestId, traced, model, executor, timeLeftMs, signal, onTrouble }: RequestExecution,
): Promise<Verdict> {
  try {
    return await executor.execute({
      requestId,
      ...(traced && { traceparent: traced.traceparent }),
      path: batch.endpoint,
      model,
      body,
      timeoutMs: Math.min(batch.settings.requestTimeoutMs, timeLeftMs),
      signal,
    });
  } catch (error) {
    onTrouble({ where: 'execute', error, batchId: batch.id, requestId });
    return brokenExecutor(error);
  }
}
