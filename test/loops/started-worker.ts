import type { WorkOptions } from '@spillway/core';
import type { Installation } from './installation.ts';
import { createScriptedExecutor, type Script, type ScriptedExecutor } from './scripted-executor.ts';

/** A worker that runs, with its scripted executor. */
export interface StartedWorker {
  readonly executor: ScriptedExecutor;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export function startWorker(
  { spillway, clock }: Pick<Installation, 'spillway' | 'clock'>,
  script: Script,
  { id = 'w1', pool = 'spot', concurrency = 8 }: Pick<WorkOptions, 'id' | 'pool' | 'concurrency'> = {},
): StartedWorker {
  const executor = createScriptedExecutor(clock, script);
  const stop = new AbortController();
  const ended = spillway.worker({ id, pool, executor, concurrency, drainMs: 10_000 }).run({ signal: stop.signal });
  return { executor, stop, ended };
}

export async function stopWorker(
  { clock }: Pick<Installation, 'clock'>,
  { stop, ended }: StartedWorker,
): Promise<void> {
  stop.abort();
  await clock.until(ended);
}
