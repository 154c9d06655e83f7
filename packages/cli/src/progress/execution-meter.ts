import type { Executor, Verdict } from '@spillway/core/executor';

/** Counts what passes through an executor. It decides nothing, and sees only this process's executions. */
export class ExecutionMeter {
  readonly #maxAttempts: number;
  /** Requests whose last execution brought no answer, with the attempts that they have burnt. */
  readonly #unanswered = new Map<string, number>();
  #tokens = 0;

  constructor(maxAttempts = 5) {
    this.#maxAttempts = maxAttempts;
  }

  /** Tokens of the answers, prompt and completion. */
  get tokens(): number {
    return this.#tokens;
  }

  /** Requests that were executed without an answer and will be again. */
  get retrying(): number {
    return this.#unanswered.size;
  }

  /** The same executor, counted. */
  watch(executor: Executor): Executor {
    return {
      ready: (options) => executor.ready(options),
      models: () => executor.models(),
      pressure: () => executor.pressure(),
      engines: () => executor.engines(),
      execute: async (execution) => {
        const verdict = await executor.execute(execution);
        this.#note(execution.requestId, verdict);
        return verdict;
      },
      [Symbol.asyncDispose]: () => executor[Symbol.asyncDispose](),
    };
  }

  #note(requestId: string, verdict: Verdict): void {
    if (verdict.kind === 'answered') this.#tokens += verdict.usage.inputTokens + verdict.usage.outputTokens;
    const burnt = (this.#unanswered.get(requestId) ?? 0) + (verdict.kind === 'failed' ? 1 : 0);
    const over = verdict.kind === 'answered' || verdict.kind === 'refused' || burnt >= this.#maxAttempts;
    if (over) this.#unanswered.delete(requestId);
    else this.#unanswered.set(requestId, burnt);
  }
}
