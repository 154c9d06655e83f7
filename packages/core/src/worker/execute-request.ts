import { requestIdOf } from '../batch/request-id.ts';
import type { Executor, Verdict } from '../executor/index.ts';
import type { Trouble } from '../spillway/options.ts';
import type { Batch } from '../store/index.ts';
import { brokenExecutor } from './broken-executor.ts';
import type { RequestRun } from './request-run.ts';

export interface RequestExecution {
  readonly batch: Batch;
  readonly model: string;
  readonly executor: Executor;
  /** What is left of the batch's time. */
  readonly timeLeftMs: number;
  readonly signal: AbortSignal;
  readonly onTrouble: (trouble: Trouble) => void;
}

/** Runs a request once. An executor that throws is broken, for this request at least: bounded like any failure. Never throws. */
export async function executeRequest(
  { seq, body }: RequestRun,
  { batch, model, executor, timeLeftMs, signal, onTrouble }: RequestExecution,
): Promise<Verdict> {
  try {
    return await executor.execute({
      requestId: requestIdOf(batch.id, seq),
      path: batch.endpoint,
      model,
      body,
      timeoutMs: Math.min(batch.settings.requestTimeoutMs, timeLeftMs),
      signal,
    });
  } catch (error) {
    onTrouble({ where: 'execute', error });
    return brokenExecutor(error);
  }
}
