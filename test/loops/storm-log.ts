import type { Executor } from '@spillway/core/executor';
import type { ScriptedExecutor } from './scripted-executor.ts';

/** What the executors of a storm saw. */
export class StormLog {
  /** Failed verdicts that were delivered, by batch and prompt. */
  readonly failures: Map<string, number> = new Map();
  /** Requests that ran twice at the same time. */
  readonly overlaps: string[] = [];
  readonly #running = new Set<string>();

  observed(executor: ScriptedExecutor): Executor {
    return {
      ...executor,
      get healthy() {
        return executor.healthy;
      },
      execute: async (execution) => {
        const { requestId } = execution;
        if (this.#running.has(requestId)) this.overlaps.push(requestId);
        this.#running.add(requestId);
        const said = await executor.execute(execution);
        this.#running.delete(requestId);
        if (said.kind === 'failed') this.failures.set(requestId, (this.failures.get(requestId) ?? 0) + 1);
        return said;
      },
    };
  }
}
