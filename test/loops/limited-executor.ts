import { ConcurrencyLimit, type Executor } from '@spillway/core/executor';
import type { ScriptedExecutor } from './scripted-executor.ts';

/** The executor with a limit on what its engine gets at once, as those of real engines have it. */
export function limitExecutor(executor: ScriptedExecutor): Executor {
  const limit = new ConcurrencyLimit({ most: 256 });
  return {
    ready: (options) => executor.ready(options),
    models: () => executor.models(),
    engines: () => executor.engines(),
    pressure: () => ({ ...executor.pressure(), capacity: Number.isFinite(limit.value) ? limit.value : null }),
    async execute(execution) {
      const { mark } = limit;
      const verdict = await executor.execute(execution);
      const { inFlight } = executor.pressure();
      if (verdict.kind === 'busy') limit.ended('busy', { mark, inFlight });
      if (verdict.kind === 'answered') limit.ended('well', { mark, inFlight });
      return verdict;
    },
    [Symbol.asyncDispose]: () => executor[Symbol.asyncDispose](),
  };
}
