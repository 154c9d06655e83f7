import type { WorkOptions } from '@spillway/core';
import type { Installation } from './installation.ts';
import { createScriptedExecutor, type Script, type ScriptedExecutor } from './scripted-executor.ts';

/** A worker that runs, with its scripted executor. */
export interface StartedWorker {
  readonly executor: ScriptedExecutor;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

export interface StartOptions extends Pick<WorkOptions, 'id' | 'pool' | 'concurrency'> {
  /** How long its engine takes for each request. */
  readonly takesMs?: number;
  /** What its engine serves. */
  readonly model?: string;
}

export function startWorker(
  { spillway, clock }: Pick<Installation, 'spillway' | 'clock'>,
  script: Script,
  { id = 'w1', pool = 'spot', concurrency = 8, ...engine }: StartOptions = {},
): StartedWorker {
  const executor = createScriptedExecutor(clock, script, engine);
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
